import fc from 'fast-check';

const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((value) => value.replace(/[<>&\p{C}]/gu, '').trim())
    .filter((value) => value !== '' && value.isWellFormed() && [...value].length <= maxLength);
const optional = (values: fc.Arbitrary<string>) => fc.oneof({ weight: 5, arbitrary: values }, fc.constant(''));

/** A number of any size that a column of decimals has, with up to 17 digits. */
const decimal = fc
  .tuple(
    fc.double({ min: 1, max: 9.999, noNaN: true }),
    fc.integer({ min: -9, max: 11 }),
    fc.integer({ min: 1, max: 17 }),
  )
  .chain(([mantissa, magnitude, digits]) =>
    fc.constantFrom(1, -1).map((sign) => sign * Number((mantissa * 10 ** magnitude).toPrecision(digits))),
  )
  .filter((value) => Math.abs(value) < 999_999_999_999);
const positive = decimal.map(Math.abs);

const two = (value: number) => String(value).padStart(2, '0');
const upTo = (max: number) => fc.integer({ min: 0, max });
const fraction = fc.constantFrom('', '.5', '.000001', '.00001', '.123456', '.100000', '.999999');
const clock = fc
  .tuple(upTo(23), upTo(59), upTo(59), fraction)
  .map(([hours, minutes, seconds, part]) => `${two(hours)}:${two(minutes)}:${two(seconds)}${part}`);
const date = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString().slice(0, 10));

/** Every form of a Time that a site takes: of HTML controls, of Frappe's own writing, without zeros, of days and more. */
const time = fc.oneof(
  clock,
  clock.map((value) => value.slice(0, 5)),
  clock.map((value) => value.replaceAll(/(?<=^|:)0(?=\d)/g, '')),
  fc.tuple(fc.integer({ min: 24, max: 838 }), upTo(59)).map(([hours, minutes]) => `${hours}:${two(minutes)}:00`),
);
const dateTime = fc.oneof(
  fc.tuple(date, clock).map((parts) => parts.join(' ')),
  fc.tuple(date, clock).map(([day, value]) => `${day}T${value.slice(0, 5)}`),
  fc.tuple(date, clock).map((parts) => parts.join('T')),
);

const byte = upTo(255);
const color = fc.oneof(
  fc.stringMatching(/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/),
  fc.constantFrom('red', 'rebeccapurple', 'light-blue', 'Light Blue', 'transparent', 'var(--blue-500)'),
  fc.constantFrom('008800', '000', 'light_blue', 'color-mix(in srgb, rgb(1, 2, 3), red)', 'rgb(from #fff r g b)'),
  fc.tuple(byte, byte, byte).map(([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`),
  fc.tuple(byte, byte, byte).map(([red, green, blue]) => `rgba(${red},${green},${blue},.5)`),
  fc.tuple(upTo(360), upTo(100)).map(([hue, share]) => `hsl(${hue} ${share}% 50% / 20%)`),
);
const numeral = fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?(e-?[0-9]{1,2})?$/);
const jsonText = fc.oneof(
  numeral,
  numeral.map((number) => `{"lead": ${number}, "list": [${number}, null, true, "${number}"]}`),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"text"', '"12"', '[]', '{}', 'true', '"\\"quoted\\""', '{"__proto__": {"a": 1}}'),
);
const place = fc
  .tuple(numeral, numeral)
  .chain(([x, y]) =>
    fc.constantFrom(`{"type":"Point","coordinates":[${x},${y}]}`, `{"lat":${x},"lng":${y}}`, `[${x},${y}]`, '{}'),
  );

const CONTACT: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  contact_name: text(60),
  email: fc.stringMatching(/^[a-z]{1,8}@[a-z]{2,8}\.test$/),
  phone: fc.stringMatching(/^\+49-17[0-9]{8}$/),
  is_primary: fc.constantFrom(0, 1),
  birthday: fc.option(date),
  commission: decimal,
};

/** What REST may have stored in each docfield of a customer, in any form that a site takes. */
export const STORED: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  customer_name: text(140),
  website: fc.webUrl().filter((url) => url.length < 100 && !/[<>&]/.test(url)),
  phone: fc.constantFrom('+49-1701000015', '+49 170 1000015', '+1 650-253-0000 ext. 12', '+91-9876543210', ''),
  customer_type: fc.constantFrom('Company', 'Individual', 'Public / NGO', ''),
  status: fc.constantFrom('Active', 'On Hold', 'Closed'),
  region: fc.constantFrom('North 1-A', 'South 1-B', 'East 1-A', ''),
  referred_by: fc.constantFrom('CUST-00002', 'CUST-00003', ''),
  account_manager: fc.constantFrom('alice@example.com', 'carol@example.com'),
  is_vip: fc.constantFrom(0, 1),
  employees: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  discount_factor: decimal,
  credit_limit: positive,
  currency: fc.constantFrom('EUR', 'INR', ''),
  margin: decimal,
  satisfaction: fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000),
  lead_time: positive,
  customer_since: fc.option(date),
  last_contact: fc.option(dateTime),
  opening_time: time,
  brand_color: optional(color),
  preferences: fc.option(jsonText),
  location: optional(place),
  contract: optional(fc.stringMatching(/^\/files\/[a-z]{1,10}\.pdf$/)),
  logo: fc.constantFrom('/files/logo.png', 'https://example.com/logo.png', ''),
  notes: text(300),
  short_note: text(200),
  long_note: text(500),
  biography: fc.constantFrom('<p>Hello <b>you</b></p>', '<div class="ql-editor"><p>5 km</p></div>', ''),
  readme: fc.constantFrom('# Title\n\n- one\n- two\n', '*x*'),
  html_snippet: fc.constantFrom('<ul><li>one</li></ul>', '<p>two</p>'),
  script: fc.constantFrom('x = 1\nif x < 2:\n    y = "<b>"\n', 'pass'),
  signature: fc.constantFrom('data:image/png;base64,iVBORw0KGgo=', ''),
  barcode: fc.constantFrom('<svg data-barcode-value="12"></svg>', '4006381333931'),
  icon: fc.constantFrom('home', 'small-down'),
  city: fc.constantFrom('Berlin', 'Zürich', 'Elsewhere'),
  party_type: fc.constant('Shop Region'),
  party: fc.constantFrom('North 1-A', 'South 1-B'),
  tax_id: text(60),
  internal_score: decimal,
  legacy_key: text(40),
  secret_pin: text(20),
  disabled: fc.constantFrom(0, 1),
  custom_loyalty_tier: fc.constantFrom('Gold', 'Silver', ''),
  custom_région_préférée: fc.constantFrom('North 1-A', ''),
  tags: fc
    .uniqueArray(fc.constantFrom('Gold', 'Export', 'Retail'), { maxLength: 3 })
    .map((tags) => tags.map((tag) => ({ tag }))),
  contacts: fc.array(fc.record(CONTACT), { maxLength: 3 }),
};

/** What may be stored in the docfields of a Single, which keeps all of them as text. */
export const STORED_IN_SINGLE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  shop_name: text(140),
  default_region: fc.constantFrom('North 1-A', 'South 1-B'),
  max_discount: decimal,
  open_on_sunday: fc.constantFrom(0, 1),
  opening: clock,
  launched_on: date,
  banner: fc.constantFrom('<p>Hello</p>', 'plain'),
  config: jsonText,
  vault_code: text(20),
};
