import type { GraphQLScalarType } from 'graphql';
import { EQUALITY } from './operators.ts';
import { emptyToNull } from './read-values.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';
import { textType } from './text-scalar.ts';

/** Hexadecimal digits with or without their mark, a name, or a function with arguments, functions among them. */
const COLOR = /^(?:#[0-9a-f]{3,8}|\w[\w -]{0,139}(?:\([\w\s.,%/+#()-]+\))?)$/i;

/** A colour as sites store it: Frappe takes any text for one, and CSS shows it. */
export const GraphQLColor: GraphQLScalarType<string, string> = textType(
  'Color',
  'A colour, such as `#FF8800`, `rebeccapurple` or `rgb(255, 136, 0)`.',
  (text) => (COLOR.test(text) ? text : null),
);

/** A colour. */
export const colorScalar: Scalar = {
  ...stringScalar,
  type: GraphQLColor,
  operators: [...EQUALITY, 'isSet'],
  isTestedAsText: true,
  read: emptyToNull,
};
