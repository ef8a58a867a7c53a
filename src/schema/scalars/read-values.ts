import { GatewayError } from '../../errors.ts';
import { ExactNumber } from '../../exact-json.ts';

/** @returns the error of a list or an object in the place of a single value; null for all else. */
export function nestedError(value: unknown): GatewayError | null {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return null;
  return valueError(`The site sent ${Array.isArray(value) ? 'a list' : 'an object'} where a single value is expected.`);
}

/** @returns the error of a value that its docfield cannot have. */
export function valueError(message: string): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', message);
}

/** Sites send '' as well as null for text that is not set. */
export function emptyToNull(value: unknown): unknown {
  return value === '' ? null : (nestedError(value) ?? value);
}

/** @returns null for text that is not a number; an error for a list, an object and a number that is not finite. */
export function toNumber(value: unknown): number | GatewayError | null {
  const nested = nestedError(value);
  if (nested !== null) return nested;
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return null;
  return Number.isFinite(number) ? number : valueError(`${String(value)} is not a finite number.`);
}
