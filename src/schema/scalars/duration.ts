import type { GraphQLScalarType } from 'graphql';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { toNumber } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { toFloat } from './sized-number.ts';
import { numberType } from './text-scalar.ts';

/** A length of time in seconds. */
export const GraphQLDuration: GraphQLScalarType<number, number> = numberType(
  'Duration',
  "A length of time in seconds. Input may be text in Frappe's form, such as `1d 2h 30m 5s`.",
  () => true,
  (value) => (typeof value === 'string' ? readDuration(value.trim()) : value),
);

/** As Frappe's form shows it (frappe/utils/data.py, `duration_to_seconds`). */
function readDuration(text: string): number | null {
  const match = /^(?:(\d+)d)?(?: ?(\d+)h)?(?: ?(\d+)m)?(?: ?(\d+)s)?$/.exec(text);
  if (match === null || text === '') return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** A length of time. */
export const durationScalar: Scalar = {
  type: GraphQLDuration,
  inClients: 'number',
  inZod: 'z.union([z.number(), z.string()])',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  read: toNumber,
  write: toFloat,
  readForm: readFormWith,
};
