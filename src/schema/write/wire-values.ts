import type { FieldValue } from '../../operations/write/doc-input.ts';
import type { DocFieldEntry, ScalarName } from '../doctype-entry.ts';

/** A value that the site cannot keep; the message says why, and the reader of the input adds where. */
export class WrongValue extends Error {}

/**
 * Turns the value of an input field, which graphql-js has checked against its type, into the form in which Frappe takes
 * it: native numbers, 0 and 1 for checks, JSON as text. Null empties; a column of numbers then holds 0.
 *
 * @throws WrongValue
 */
export function toWireValue({ docfield, kind }: DocFieldEntry, value: unknown): FieldValue {
  const scalar = kind.kind === 'scalar' ? kind.scalar : 'String';
  if (value === null || value === undefined) return ZERO_WHEN_EMPTY.has(docfield.fieldtype) ? 0 : null;
  const convert = WRITERS[scalar];
  return convert === undefined ? String(value) : convert(value);
}

/** Columns that are never null. */
const ZERO_WHEN_EMPTY: ReadonlySet<string> = new Set(['Check', 'Int', 'Long Int', 'Float', 'Percent', 'Currency']);

const WRITERS: Partial<Record<ScalarName, (value: unknown) => FieldValue>> = {
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

/** Columns of numbers hold 12 digits before the point and 9 behind it. */
const DECIMALS = 9;
const TOO_LARGE = 1e12;

function toFloat(value: unknown): number {
  const number = Number(value);
  if (Math.abs(number) >= TOO_LARGE) throw new WrongValue('It has more than 12 digits before the point.');
  return Number(number.toFixed(DECIMALS));
}

/** Frappe reckons in binary fractions of about 15 digits: what they cannot tell apart is refused. */
function toDecimal(value: unknown): number {
  const text = String(value);
  const number = toFloat(text);
  if (number.toFixed(DECIMALS) !== plainDigits(text)) {
    throw new WrongValue('It has more digits than the site keeps: 9 behind the point, and about 15 in all.');
  }
  return number;
}

/** `1.5e2` is `150.000000000`; with more digits than a column has it keeps them, and so differs. */
function plainDigits(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const shift = Math.max(-40, Math.min(40, Number(exponent)));
  const digits = `${'0'.repeat(40)}${whole}${fraction}${'0'.repeat(40)}`;
  const point = 40 + whole.length + shift;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const behind = digits.slice(point).replace(/0+$/, '').padEnd(DECIMALS, '0');
  const isZero = /^[0.]*$/.test(before + behind);
  return `${isZero ? '' : sign}${before}.${behind}`;
}

/** The column has two digits behind the point. */
function toRating(value: unknown): number {
  const number = Number(value);
  if (Number(number.toFixed(2)) !== number) throw new WrongValue('It has more than 2 digits behind the point.');
  return number;
}

const LAST_HOUR = 838;

/** MariaDB's times end at 838:59:59. */
function toTime(value: unknown): string {
  const [hours = '', minutes = '', seconds = '00'] = String(value).split(':');
  if (Number(hours) > LAST_HOUR) throw new WrongValue(`It has more than ${LAST_HOUR} hours.`);
  return `${hours.padStart(2, '0')}:${minutes}:${seconds}`;
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
  throw new WrongValue('It is no GeoJSON object.');
}
