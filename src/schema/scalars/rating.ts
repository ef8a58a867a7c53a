import type { GraphQLScalarType } from 'graphql';
import type { DecimalSize } from '../../metadata/decimal-size.ts';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { toNumber } from './read-values.ts';
import { type Scalar, WrongValue } from './scalar.ts';
import { numberType } from './text-scalar.ts';

/** Stars as a share of the most that can be given. */
export const GraphQLRating: GraphQLScalarType<number, number> = numberType(
  'Rating',
  'A rating from 0 to 1.',
  (value) => value >= 0 && value <= 1,
);

/** The column has two digits after the decimal point. */
function toRating(value: unknown, size: DecimalSize | null): number {
  const number = Number(value);
  if (size !== null && Number(number.toFixed(2)) !== number)
    throw new WrongValue('It has more than 2 digits after the decimal point.');
  return number;
}

/** A number of stars. */
export const ratingScalar: Scalar = {
  type: GraphQLRating,
  inClients: 'number',
  inZod: 'z.number().min(0).max(1)',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  read: toNumber,
  write: toRating,
  readForm: readFormWith,
};
