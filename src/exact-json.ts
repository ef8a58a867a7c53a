import { randomUUID } from 'node:crypto';

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
  return hasExactNumber(json) ? unmark(JSON.parse(markNumbers(json))) : JSON.parse(json);
}

/** Numerals of 16 characters and more, and those with an exponent: no others are changed. */
const LONG_NUMERAL = /-?\d(?:[\d.]{15,}(?:[eE][+-]?\d+)?|[\d.]*[eE][+-]?\d+)/g;
const AFTER_MARK = new RegExp(`(?:^|[:,[\\s])(${LONG_NUMERAL.source})`, 'g');
const NUMERAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Any 15 digits are kept. */
const KEPT_DIGITS = 15;
/** Powers of ten of two digits are kept, too: the shortest numeral that is changed is `1e400`. */
const LARGE_EXPONENT = /\d[eE][+-]?\d{3}/;

/** A quick look: it may find some in text, too. */
function hasExactNumber(json: string): boolean {
  if (!hasManyDigits(json) && !LARGE_EXPONENT.test(json)) return false;
  for (const [, numeral = ''] of json.matchAll(AFTER_MARK)) {
    if (!keepsValue(numeral, Number(numeral))) return true;
  }
  return false;
}

/** Whether a text has more digits and points side by side than are kept. Any such run covers a place that is looked at. */
function hasManyDigits(json: string): boolean {
  const { length } = json;
  for (let at = KEPT_DIGITS; at < length; at += KEPT_DIGITS + 1) {
    if (!isDigitOrPoint(json, at)) continue;
    let start = at;
    let end = at + 1;
    while (isDigitOrPoint(json, start - 1) && end - start <= KEPT_DIGITS) start -= 1;
    while (isDigitOrPoint(json, end) && end - start <= KEPT_DIGITS) end += 1;
    if (end - start > KEPT_DIGITS) return true;
  }
  return false;
}

/** V8 keeps text in several forms. After it has met some of them, it would look up the method in each call. */
const { charCodeAt } = String.prototype;

function isDigitOrPoint(text: string, at: number): boolean {
  const code = charCodeAt.call(text, at);
  return (code >= ZERO && code <= NINE) || code === POINT;
}

/** Stands before the digits of a number that is given as text to the parser; nobody can send it. */
const MARK = `number ${randomUUID()} `;

/**
 * Writes the numbers that JavaScript would change as marked text. `JSON.parse` with a reviver that sees their digits
 * takes many times as long: one such number would let a request of some hundred kilobytes stop all others.
 */
function markNumbers(json: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    const end = quote === -1 ? json.length : quote;
    // The shortest that is changed is `1e400`.
    for (const { 0: numeral, index } of end - at < 5 ? [] : json.slice(at, end).matchAll(LONG_NUMERAL)) {
      const start = at + index;
      if (!isChanged(numeral) || isKey(json, start + numeral.length)) continue;
      parts.push(json.slice(copied, start), `"${MARK}${numeral}"`);
      copied = start + numeral.length;
    }
    at = quote === -1 ? end : endOfText(json, quote);
  }
  return parts.join('') + json.slice(copied);
}

/** The parser refuses text that is not a JSON number. */
function isChanged(numeral: string): boolean {
  return NUMERAL.test(numeral) && !keepsValue(numeral, Number(numeral));
}

/** A number in the place of a key stays, too. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return json[at] === ':';
}

/** Behind the quote that ends a text: one that is not escaped. */
function endOfText(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

/** Puts numbers in the place of marked text. Values may be nested deeper than calls can be. */
function unmark(json: unknown): unknown {
  const root = [json];
  const open: (unknown[] | Record<string, unknown>)[] = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (Array.isArray(part)) {
      for (let index = 0; index < part.length; index += 1) part[index] = toPart(part[index], open);
      continue;
    }
    for (const key of Object.keys(part)) {
      const value = part[key];
      const kept = toPart(value, open);
      // By assignment, a key such as `__proto__` would not stay a key.
      if (kept !== value) Object.defineProperty(part, key, { ...PLAIN, value: kept });
    }
  }
  return root[0];
}

const PLAIN = { enumerable: true, configurable: true, writable: true } as const;

function toPart(value: unknown, open: (unknown[] | Record<string, unknown>)[]): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value;
  if (typeof value === 'object' && value !== null) open.push(value as unknown[] | Record<string, unknown>);
  return value;
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
  const isNegative = numeral.startsWith('-');
  const power = Math.max(numeral.indexOf('e'), numeral.indexOf('E'));
  const mantissa = numeral.slice(isNegative ? 1 : 0, power === -1 ? numeral.length : power);
  const point = mantissa.indexOf('.');
  const all = point === -1 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  let [start, end] = [0, all.length];
  while (start < end && all.charCodeAt(start) === ZERO) start += 1;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end -= 1;
  const shift = point === -1 ? 0 : point - mantissa.length + 1;
  const exponent = (power === -1 ? 0 : Number(numeral.slice(power + 1))) + shift + (all.length - end);
  return { isNegative, digits: all.slice(start, end), exponent };
}

const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Whether a JSON value is an object: neither a list nor a number. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Whether lists and objects are within each other for more levels. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeperThan(item, levels - 1));
  for (const key in value) {
    if (isDeeperThan((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}

/** Nobody writes text as lists within so many lists. */
const MOST_LEVELS = 20;

/** @returns a JSON value as text; none for one that is nested so deep that the stack would not hold out. */
export function toShallowText(value: unknown): string {
  return isDeeperThan(value, MOST_LEVELS) ? '' : String(value);
}
