import { GraphQLScalarType, Kind } from 'graphql';
import { ExactNumber, keepsValue } from '../../exact-json.ts';
import type { DecimalSize } from '../../metadata/decimal-size.ts';
import { readFormWith } from './form-values.ts';
import { EQUALITY, ORDER } from './operators.ts';
import { emptyToNull } from './read-values.ts';
import { type Scalar, WrongValue } from './scalar.ts';
import { assertWhole } from './sized-number.ts';
import { literalValue, refusal } from './text-scalar.ts';

// No column has as many digits, and work on numbers grows with the square of them.
const DECIMAL = /^-?\d{1,100}(\.\d{1,100})?([eE][+-]?\d{1,3})?$/;

/** Exactly the digits that the site sent: never a binary fraction. */
export const GraphQLDecimal: GraphQLScalarType<string, string> = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number as text with exactly the digits that the site sent, such as `"118.0"`.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    const isNumber = (typeof value === 'number' && Number.isFinite(value)) || value instanceof ExactNumber;
    const text = isNumber ? String(value) : value;
    if (typeof text === 'string' && DECIMAL.test(text.trim())) return text.trim();
    throw refusal('Decimal', value);
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value;
    if (node.kind === Kind.STRING && DECIMAL.test(node.value.trim())) return node.value.trim();
    throw refusal('Decimal', literalValue(node), node);
  },
});

/** Frappe makes a float of it, which keeps any 15 digits and some numbers of more: what would be rounded is refused. */
function toDecimal(value: unknown, size: DecimalSize | null): number {
  const text = String(value);
  const number = Number(text);
  assertWhole(number, size);
  if (size !== null && decimalsOf(text) > size.scale) {
    throw new WrongValue(`It has more than ${size.scale} digits after the decimal point.`);
  }
  if (keepsValue(text, number)) return number;
  throw new WrongValue('It has more digits than the site keeps: about 15 in all.');
}

/** How many digits follow the decimal point, without trailing zeros: 1 in `15e-1` and `1.50`. */
function decimalsOf(text: string): number {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = trimZeros(`${whole}${fraction}`);
  return digits === '' ? 0 : digits.length - whole.length - Number(power);
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** Money. */
export const decimalScalar: Scalar = {
  type: GraphQLDecimal,
  inClients: 'string',
  inZod: 'decimal',
  operators: [...EQUALITY, ...ORDER],
  isTestedAsText: false,
  read: emptyToNull,
  write: toDecimal,
  readForm: readFormWith,
};
