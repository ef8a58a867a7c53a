import { readFormInteger } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { toNumber, valueError } from './read-values.ts';
import type { Scalar } from './scalar.ts';

const MAX_INT = 2 ** 31 - 1;

/** A whole number of 32 bits. */
export const intScalar: Scalar = {
  type: null,
  inClients: 'number',
  inZod: 'z.int32()',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  // A column may hold more than GraphQL's Int where somebody widened it by hand.
  read: (value) => {
    const number = toNumber(value);
    if (typeof number !== 'number') return number;
    if (!Number.isInteger(number)) return valueError(`${String(value)} is not a whole number.`);
    return Math.abs(number) <= MAX_INT ? number : valueError(`${String(value)} does not fit into 32 bits.`);
  },
  write: Number,
  readForm: (value) => Number(readFormInteger(value)),
};
