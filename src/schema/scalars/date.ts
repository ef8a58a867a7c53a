import type { GraphQLScalarType } from 'graphql';
import { isDate } from './date-text.ts';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { emptyToNull } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { textType } from './text-scalar.ts';

/** A date without time, `2026-11-21`. */
export const GraphQLDate: GraphQLScalarType<string, string> = textType(
  'Date',
  'A date, such as `2026-11-21`.',
  (text) => (isDate(text) ? text : null),
  (text) => (text.length === 'YYYY-MM-DD'.length ? text : text.replace(/[ T]00:00(?::00(?:\.0+)?)?$/, '')),
);

/** A day. */
export const dateScalar: Scalar = {
  type: GraphQLDate,
  inClients: 'string',
  inZod: 'z.iso.date()',
  operators: [...EQUALITY, ...ORDER, 'isSet', 'timespan'],
  isTestedAsText: false,
  read: emptyToNull,
  write: String,
  readForm: readFormWith,
};
