/**
 * A number whose digits JavaScript would change, such as `12345678901234567890` or `0.10000000000000000555`. It stands
 * in the place of a JSON number, and `JSON.stringify` writes it with the digits that it has.
 */
export class ExactNumber {
  /** As JSON has it. */
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toString(): string {
    return this.digits;
  }

  valueOf(): number {
    return Number(this.digits);
  }

  toJSON(): unknown {
    return rawJson(this.digits);
  }
}

/** `JSON.rawJSON` is part of Node, and not yet of TypeScript's library. */
function rawJson(digits: string): unknown {
  const create: unknown = Reflect.get(JSON, 'rawJSON');
  return typeof create === 'function' ? Reflect.apply(create, JSON, [digits]) : Number(digits);
}

/** @returns a number as JSON writes it: a plain one where JavaScript has the same value. */
export function toExactNumber(numeral: string): number | ExactNumber {
  const number = Number(numeral);
  return keepsValue(numeral, number) ? number : new ExactNumber(numeral);
}

/** Parses JSON; a number that JavaScript would change is an `ExactNumber`. */
export function parseExactJson(json: string): unknown {
  return hasExactNumber(json) ? JSON.parse(json, toExact) : JSON.parse(json);
}

/** Numerals of 16 characters and more, and those with an exponent: no others are changed. */
const LONG_NUMERAL = /(?:^|[:,[\s])(-?\d(?:[\d.]{15,}(?:[eE][+-]?\d+)?|[\d.]*[eE][+-]?\d+))/g;

/** Looks before anything is parsed: to look at each value while parsing takes several times as long. */
function hasExactNumber(json: string): boolean {
  for (const [, numeral = ''] of json.matchAll(LONG_NUMERAL)) {
    if (!keepsValue(numeral, Number(numeral))) return true;
  }
  return false;
}

function toExact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? toExactNumber(context.source) : value;
}

/** Whether a number has the value of its numeral, however either is written: 118 that of `118.0` and of `1.18e2`. */
export function keepsValue(numeral: string, number: number): boolean {
  return numeral === String(number) || (Number.isFinite(number) && sameDigits(numeral, String(number)));
}

function sameDigits(one: string, other: string): boolean {
  const [a, b] = [toDigits(one), toDigits(other)];
  return a.digits === b.digits && (a.digits === '' || (a.exponent === b.exponent && a.isNegative === b.isNegative));
}

/** A number as its digits without zeros at either end, and the power of ten that they are multiplied by. */
function toDigits(numeral: string): { isNegative: boolean; digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = numeral.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (start < end && all[start] === '0') start += 1;
  while (end > start && all[end - 1] === '0') end -= 1;
  return {
    isNegative: mantissa.startsWith('-'),
    digits: all.slice(start, end),
    exponent: Number(power) - fraction.length + (all.length - end),
  };
}

/** Whether a JSON value is an object: neither a list nor a number. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
