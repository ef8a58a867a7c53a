import { readFormNumber } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { toNumber } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { toFloat } from './sized-number.ts';

/** A number with a fraction. */
export const floatScalar: Scalar = {
  type: null,
  inClients: 'number',
  inZod: 'z.number()',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  read: toNumber,
  write: toFloat,
  readForm: readFormNumber,
};
