import { WrongValue } from './scalar.ts';

/** Reads text in Frappe's form. @throws WrongValue */
export function readFormText(value: unknown): string {
  assertPlain(value);
  return String(value);
}

/** Reads a value whose text has a form that the type checks. @throws WrongValue, or the error of `parse`. */
export function readFormWith(value: unknown, parse: (value: unknown) => unknown): unknown {
  assertPlain(value);
  return value === '' ? '' : parse(value);
}

/** Reads a number. @throws WrongValue */
export function readFormNumber(value: unknown): number {
  return Number(numeralOf(value, false));
}

/** Reads the numeral of a whole number, such as `7` of `7.0`. @throws WrongValue */
export function readFormInteger(value: unknown): string {
  return numeralOf(value, true).replace(/\.0+$/, '');
}

function numeralOf(value: unknown, isWhole: boolean): string {
  const text = String(value).trim();
  const isNumber = typeof value !== 'boolean' && text !== '' && Number.isFinite(Number(text));
  if (isNumber && (!isWhole || /^-?\d+(?:\.0+)?$/.test(text))) return text;
  throw new WrongValue(`${JSON.stringify(value)} is not ${isWhole ? 'a whole number' : 'a number'}.`);
}

function assertPlain(value: unknown): void {
  if (Array.isArray(value) || typeof value === 'boolean') throw new WrongValue('It must be a text or a number.');
}
