import type { GraphQLScalarType } from 'graphql';
import { emptyToNull } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';
import { textType } from './text-scalar.ts';

/** A phone number as people write it, with an extension too. The site decides whether it is valid. */
export const GraphQLPhone: GraphQLScalarType<string, string> = textType(
  'Phone',
  'A phone number, such as `+49-1701000015`.',
  (text) => (/^(?=.*\d)[\w\s+()./,;:=*#~-]{2,140}$/.test(text) ? text : null),
);

/** A phone number: a part of it can be looked for. */
export const phoneScalar: Scalar = {
  ...stringScalar,
  type: GraphQLPhone,
  isTestedAsText: true,
  read: emptyToNull,
};
