import { keepsValue } from '../../../exact-json.ts';
import type { DecimalSize } from '../../../metadata/decimal-size.ts';
import { roundDecimal } from '../../../query/plan/decimal.ts';
import type { DocFieldEntry, ScalarName } from '../../../schema/model/doctype-entry.ts';
import type { FieldValue } from '../doc-input.ts';

/** A value that the site cannot keep; the message says why, and the reader of the input adds where. */
export class WrongValue extends Error {}

/**
 * Turns the value of an input field, which graphql-js has checked against its type, into the form in which Frappe takes
 * it: native numbers, 0 and 1 for checks, JSON as text. Null empties; a column of numbers then holds 0.
 *
 * @param size of the column; null if a Single keeps it as text.
 * @throws WrongValue
 */
export function toWireValue({ docfield, kind }: DocFieldEntry, value: unknown, size: DecimalSize | null): FieldValue {
  const scalar = kind.kind === 'scalar' ? kind.scalar : 'String';
  if (value === null || value === undefined) return ZERO_WHEN_EMPTY.has(docfield.fieldtype) ? 0 : null;
  const convert = WRITERS[scalar];
  return convert === undefined ? String(value) : convert(value, size);
}

/** Columns that are never null. */
const ZERO_WHEN_EMPTY: ReadonlySet<string> = new Set(['Check', 'Int', 'Long Int', 'Float', 'Percent', 'Currency']);

const WRITERS: Partial<Record<ScalarName, (value: unknown, size: DecimalSize | null) => FieldValue>> = {
  Boolean: (value) => (value === true ? 1 : 0),
  Int: Number,
  BigInt: toBigInt,
  Float: toFloat,
  Duration: toFloat,
  Decimal: toDecimal,
  Rating: toRating,
  Time: toTime,
  JSON: toJson,
  Geolocation: toGeolocation,
};

const LARGEST_BIGINT = 2n ** 63n - 1n;

/** As text where a JSON number would lose digits: Frappe reads both. */
function toBigInt(value: unknown): FieldValue {
  const number = BigInt(String(value));
  if (number > LARGEST_BIGINT || number < -LARGEST_BIGINT) throw new WrongValue('It is beyond 64 bits.');
  return Number.isSafeInteger(Number(number)) ? Number(number) : String(number);
}

/** The database rounds the shortest digits of a float: sent so, the answer shows what is stored. */
function toFloat(value: unknown, size: DecimalSize | null): number {
  const number = Number(value);
  assertWhole(number, size);
  return size === null ? number : Number(roundDecimal(String(number), size.scale));
}

/** Frappe makes a float of it, which keeps any 15 digits and some numbers of more: what would be rounded is refused. */
function toDecimal(value: unknown, size: DecimalSize | null): number {
  const text = String(value);
  const number = Number(text);
  assertWhole(number, size);
  if (size !== null && decimalsOf(text) > size.scale) {
    throw new WrongValue(`It has more than ${size.scale} digits after the decimal point.`);
  }
  if (keepsValue(text, number)) return number;
  throw new WrongValue('It has more digits than the site keeps: about 15 in all.');
}

function assertWhole(number: number, size: DecimalSize | null): void {
  if (size === null || Math.abs(number) < 10 ** size.whole) return;
  throw new WrongValue(`It has more than ${size.whole} digits before the decimal point.`);
}

/** How many digits follow the decimal point, without trailing zeros: 1 in `15e-1` and `1.50`. */
function decimalsOf(text: string): number {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = trimZeros(`${whole}${fraction}`);
  return digits === '' ? 0 : digits.length - whole.length - Number(power);
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** The column has two digits after the decimal point. */
function toRating(value: unknown, size: DecimalSize | null): number {
  const number = Number(value);
  if (size !== null && Number(number.toFixed(2)) !== number)
    throw new WrongValue('It has more than 2 digits after the decimal point.');
  return number;
}

const LAST_HOUR = 838;

/** MariaDB's times end at 838:59:59. */
function toTime(value: unknown): string {
  const time = String(value);
  if (Number.parseInt(time, 10) > LAST_HOUR) throw new WrongValue(`It has more than ${LAST_HOUR} hours.`);
  return time;
}

/** Text is taken for JSON, so that what a form holds can be passed on. */
function toJson(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    throw new WrongValue(`${JSON.stringify(value.slice(0, 60))} is not JSON.`);
  }
}

function toGeolocation(value: unknown): string {
  const text = toJson(value);
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'type' in parsed) return text;
  throw new WrongValue('It is not a GeoJSON object.');
}
