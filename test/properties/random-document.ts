import fc from 'fast-check';

/** A field of a random document: how it is written, how it is read, and what becomes of it. */
export interface RandomField {
  name: string;
  /** Values that its input takes. */
  values: fc.Arbitrary<unknown>;
  /** How a query asks for it; its name where absent. */
  selection?: string;
  /** What a query shows for a written value; the same where absent. */
  shown?: (value: unknown) => unknown;
}

/** Text without markup, which sites clean, and without blanks at its ends. */
const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((value) => value.replace(/[<>&\p{C}]/gu, '').trim())
    .filter((value) => value !== '' && value.isWellFormed() && [...value].length <= maxLength);
const int = fc.integer({ min: 0, max: 2_000_000 });
const digits = (count: number, size: number) => (size === 0 ? '' : `.${String(count).padStart(size, '0')}`);
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9 ** 4 }), fc.integer({ min: 0, max: 4 }))
  .map(([whole, part, size]) => `${whole}${digits(part % 10 ** size, size)}`);
/** Up to a hundred billion, with cents: more digits than a 32-bit float has. */
const money = fc
  .integer({ min: 0, max: 9_999_999_999_999 })
  .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((value) => value.toISOString().slice(0, 10));
const two = (value: number) => String(value).padStart(2, '0');
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes, seconds]) => `${two(hours)}:${two(minutes)}:${two(seconds)}`);
const json = fc.oneof(
  fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)), {
    maxKeys: 4,
  }),
  fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 4 }),
);
const asNumber = (value: unknown) => Number(value);
const named = (value: unknown) => ({ name: value });

/** Every fieldtype of a customer that holds a value. */
export const CUSTOMER_FIELDS: readonly RandomField[] = [
  { name: 'customer_name', values: text(140) },
  { name: 'website', values: fc.webUrl().filter((url) => url.length < 100 && !/[<>&]/.test(url)) },
  { name: 'phone', values: fc.stringMatching(/^\+49-17[0-9]{8}$/) },
  { name: 'customer_type', values: fc.constantFrom('Company', 'Individual', 'Public_NGO') },
  { name: 'status', values: fc.constantFrom('Active', 'On_Hold', 'Closed') },
  {
    name: 'region',
    values: fc.constantFrom('North 1-A', 'South 1-B', 'East 1-A'),
    selection: 'region { name }',
    shown: named,
  },
  { name: 'is_vip', values: fc.boolean() },
  { name: 'employees', values: int },
  { name: 'discount_factor', values: decimal.map(asNumber) },
  { name: 'credit_limit', values: money, shown: asNumber },
  { name: 'margin', values: decimal.map(asNumber) },
  { name: 'satisfaction', values: fc.constantFrom(0.2, 0.5, 0.85, 1) },
  { name: 'lead_time', values: int },
  { name: 'customer_since', values: date },
  {
    name: 'last_contact',
    values: fc
      .tuple(date, time, fc.integer({ min: 1, max: 999_999 }))
      .map(([day, at, micros]) => `${day}T${at}.${String(micros).padStart(6, '0')}`),
  },
  {
    name: 'opening_time',
    values: fc.tuple(time, fc.constantFrom('', '.5', '.000001')).map((parts) => parts.join('')),
    shown: (value) => String(value).replace(/\.\d+$/, (fraction) => fraction.padEnd(7, '0')),
  },
  {
    name: 'brand_color',
    values: fc.oneof(fc.stringMatching(/^#[0-9A-F]{6}$/), fc.constantFrom('red', 'rgb(255, 136, 0)')),
  },
  { name: 'preferences', values: json },
  {
    name: 'location',
    values: fc.record({
      type: fc.constant('Point'),
      coordinates: fc.tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 })),
    }),
  },
  {
    name: 'contract',
    values: fc.stringMatching(/^\/files\/[a-z]{1,10}\.pdf$/),
    selection: 'contract { url }',
    shown: (url) => ({ url }),
  },
  { name: 'notes', values: text(300) },
  { name: 'short_note', values: text(200) },
  { name: 'long_note', values: text(500) },
  { name: 'readme', values: text(100) },
  { name: 'script', values: fc.stringMatching(/^x = [1-9][0-9]{0,5}$/) },
  { name: 'barcode', values: fc.stringMatching(/^[0-9]{8,13}$/) },
  { name: 'icon', values: fc.stringMatching(/^[a-z]{3,10}$/) },
  { name: 'city', values: fc.constantFrom('Berlin', 'Zürich') },
  { name: 'tax_id', values: text(60) },
  { name: 'internal_score', values: decimal.map(asNumber) },
  { name: 'legacy_key', values: text(40) },
  { name: 'disabled', values: fc.boolean() },
];

/** The columns of a contact, a child row. */
export const CONTACT_FIELDS: readonly RandomField[] = [
  { name: 'contact_name', values: text(60) },
  { name: 'email', values: fc.stringMatching(/^[a-z]{1,8}@[a-z]{2,8}\.test$/) },
  { name: 'phone', values: fc.stringMatching(/^\+49-17[0-9]{8}$/) },
  { name: 'is_primary', values: fc.boolean() },
  { name: 'birthday', values: date },
  { name: 'commission', values: fc.integer({ min: 0, max: 9_999 }).map((value) => value / 100) },
];

/** Values for all of the fields. */
export function randomValues(fields: readonly RandomField[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(fields.map(({ name, values }) => [name, values])));
}

/** Values for some of the fields. */
export function someValues(fields: readonly RandomField[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(fields.map(({ name, values }) => [name, values])), { requiredKeys: [] });
}

/** A selection of the fields. */
export function selectionOf(fields: readonly RandomField[]): string {
  return fields.map(({ name, selection }) => selection ?? name).join(' ');
}

/** What a query shows of written values. */
export function shownOf(fields: readonly RandomField[], values: Record<string, unknown>): Record<string, unknown> {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, byName.get(name)?.shown?.(value) ?? value]),
  );
}
