import { nestedError } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';

/** The URL of a file: an object of the schema, filtered by its URL. */
export const attachmentScalar: Scalar = {
  ...stringScalar,
  operators: ['eq', 'ne', 'like', 'notLike', 'isSet'],
  isTestedAsText: true,
  read: (value) => (value === '' ? null : (nestedError(value) ?? { url: String(value) })),
};
