import { GraphQLError, GraphQLScalarType, type ValueNode, valueFromASTUntyped } from 'graphql';
import { ExactNumber } from '../../exact-json.ts';

/** A type that is text on both sides: `read` gives Frappe's form of an input, or null if it is none. */
export function textType(
  name: string,
  description: string,
  read: (text: string) => string | null,
  show: (text: string) => string = (text) => text,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode) => {
    const parsed = typeof value === 'string' ? read(value.trim()) : null;
    if (parsed === null) throw refusal(name, value, node);
    return parsed;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => show(String(value)),
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(literalValue(node), node),
  });
}

/** A type that is a number on both sides. @param read turns other forms of an input into a number. */
export function numberType(
  name: string,
  description: string,
  isAllowed: (value: number) => boolean,
  read: (value: unknown) => unknown = (value) => value,
): GraphQLScalarType<number, number> {
  const parse = (value: unknown, node?: ValueNode) => {
    const given = read(value);
    const number = given instanceof ExactNumber ? Number(given) : given;
    if (typeof number === 'number' && Number.isFinite(number) && isAllowed(number)) return number;
    throw refusal(name, value, node);
  };
  return new GraphQLScalarType<number, number>({
    name,
    description,
    serialize: (value) => Number(value),
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(literalValue(node), node),
  });
}

/** The value of a literal, whatever its type. */
export function literalValue(node: ValueNode): unknown {
  return valueFromASTUntyped(node);
}

/** @param node where it is written in the document, which graphql-js adds only to errors that are not its own. */
export function refusal(type: string, value: unknown, node?: ValueNode): GraphQLError {
  const message = `${type} cannot be ${JSON.stringify(value) ?? String(value)}.`;
  return new GraphQLError(message, { nodes: node ?? null });
}
