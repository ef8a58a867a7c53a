import { EQUALITY } from './operators.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';

/** Draft, submitted or cancelled: an enum of the schema. */
export const docStatusScalar: Scalar = {
  ...stringScalar,
  inZod: "z.enum(['DRAFT', 'SUBMITTED', 'CANCELLED'])",
  operators: EQUALITY,
  read: (value) => Number(value),
};
