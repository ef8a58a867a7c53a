import { EQUALITY } from './operators.ts';
import { nestedError, valueError } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';

/** Draft, submitted or cancelled: an enum of the schema. */
export const docStatusScalar: Scalar = {
  ...stringScalar,
  inZod: "z.enum(['DRAFT', 'SUBMITTED', 'CANCELLED'])",
  operators: EQUALITY,
  read: (value) => nestedError(value) ?? readDocstatus(value),
};

function readDocstatus(value: unknown): unknown {
  const docstatus = Number(value);
  return [0, 1, 2].includes(docstatus) ? docstatus : valueError(`${JSON.stringify(value)} is not a docstatus.`);
}
