import type { DocField } from '../meta/docfield.ts';
import type { SeededRandom } from './seeded-random.ts';

type Maker = (docfield: DocField, random: SeededRandom, index: number) => unknown;

const DATE: Maker = (_, random) => new Date(Date.UTC(2025, 0, 1 + random.integer(0, 600))).toISOString().slice(0, 10);
const TIME: Maker = (_, random) =>
  `${String(random.integer(6, 20)).padStart(2, '0')}:${random.choice(['00', '15', '30'])}:00`;

const MAKERS: Readonly<Record<string, Maker>> = {
  Check: (_, random) => random.integer(0, 1),
  Int: (_, random) => random.integer(0, 1000),
  Float: (_, random) => random.number(0, 1000, 3),
  Currency: (_, random) => random.number(0, 10_000, 2),
  Percent: (_, random) => random.number(0, 100, 2),
  Rating: (_, random) => random.integer(0, 5) / 5,
  Duration: (_, random) => random.integer(0, 100_000),
  Date: DATE,
  Datetime: (...call) => `${String(DATE(...call))} ${String(TIME(...call))}`,
  Time: TIME,
  Select: selectValue,
  Autocomplete: selectValue,
  Color: (_, random) => `#${random.integer(0, 0xffffff).toString(16).toUpperCase().padStart(6, '0')}`,
  Phone: (_, random) => `+49-30${random.integer(100_000, 999_999)}`,
  JSON: (_, __, index) => `{"row": ${index + 1}}`,
  Geolocation: () => '{"type": "FeatureCollection", "features": []}',
  Password: () => '*'.repeat(10),
  'Dynamic Link': () => null,
  Attach: attachment,
  'Attach Image': attachment,
  Signature: () => null,
};

/** A plausible value for a field, by its fieldtype. */
export function valueFor(docfield: DocField, random: SeededRandom, index: number): unknown {
  const make = MAKERS[docfield.fieldtype];
  const value = make?.(docfield, random, index) ?? null;
  return make === undefined || (value === null && docfield.reqd) ? textFor(docfield, index) : value;
}

function attachment({ reqd, fieldname }: DocField, _: SeededRandom, index: number): unknown {
  return reqd ? `/files/${fieldname}-${index + 1}.png` : null;
}

function selectValue(docfield: DocField, random: SeededRandom): unknown {
  const options = String(docfield.options ?? '')
    .split('\n')
    .filter((option) => option !== '');
  return options.length > 0 ? random.choice(options) : null;
}

/** Text that differs from row to row. */
export function textFor(docfield: DocField, index: number): string {
  const label = docfield.label ?? docfield.fieldname;
  if (docfield.options === 'Email' || /email(_id|_address)?$/.test(docfield.fieldname))
    return `${docfield.fieldname}${index + 1}@example.com`;
  if (docfield.options === 'URL') return `https://example.com/${index + 1}`;
  const text = `${label} ${index + 1}`;
  return text.length > (Number(docfield.length) || 140) ? String(index + 1) : text;
}
