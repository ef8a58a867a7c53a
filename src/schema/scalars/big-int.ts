import { GraphQLScalarType, Kind } from 'graphql';
import { ExactNumber } from '../../exact-json.ts';
import type { FieldValue } from '../../metadata/fieldtypes.ts';
import { readFormInteger } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { nestedError } from './read-values.ts';
import { type Scalar, WrongValue } from './scalar.ts';
import { literalValue, refusal } from './text-scalar.ts';

// No column has as many digits, and work on numbers grows with the square of them.
const BIG_INT = /^-?\d{1,100}$/;

/** Integers beyond 32 bits, as text because JSON readers round big numbers. */
export const GraphQLBigInt: GraphQLScalarType<string, string> = new GraphQLScalarType<string, string>({
  name: 'BigInt',
  description: 'An integer of any size, as text, such as `"9007199254740993"`.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (Number.isInteger(value)) return String(BigInt(value as number));
    const text = typeof value === 'string' || value instanceof ExactNumber ? String(value).trim() : '';
    if (BIG_INT.test(text)) return text;
    throw refusal('BigInt', value);
  },
  parseLiteral: (node) => {
    if ((node.kind === Kind.INT || node.kind === Kind.STRING) && BIG_INT.test(node.value)) return node.value;
    throw refusal('BigInt', literalValue(node), node);
  },
});

const LARGEST_BIGINT = 2n ** 63n - 1n;

/** As text where a JSON number would lose digits: Frappe reads both. */
function toBigInt(value: unknown): FieldValue {
  const number = BigInt(String(value));
  if (number > LARGEST_BIGINT || number < -LARGEST_BIGINT - 1n) throw new WrongValue('It does not fit into 64 bits.');
  return Number.isSafeInteger(Number(number)) ? Number(number) : String(number);
}

/** A whole number of 64 bits. */
export const bigIntScalar: Scalar = {
  type: GraphQLBigInt,
  inClients: 'string',
  inZod: 'z.union([z.int(), z.string().regex(/^-?\\d+$/)])',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  read: (value) => nestedError(value) ?? String(value),
  write: toBigInt,
  readForm: readFormInteger,
};
