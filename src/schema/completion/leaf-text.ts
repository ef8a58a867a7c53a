import { GraphQLEnumType, type GraphQLLeafType, GraphQLString } from 'graphql';

/** Thrown where a writer cannot complete a value; the executor then completes the whole answer. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp';
}

const GIVE_UP = new GiveUp('The value needs the executor.');

/** @throws GiveUp */
export function giveUp(): never {
  throw GIVE_UP;
}

/** Writes a value that is neither null nor an error as JSON. */
export type WriteLeaf = (value: unknown) => string;

/** @returns what writes the values of a leaf type, by the type's own `serialize`. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  if (type instanceof GraphQLEnumType) return enumWriter(type);
  if (type === GraphQLString) return (value) => quote(typeof value === 'string' ? value : type.serialize(value));
  return (value) => quote(type.serialize(value));
}

/** Enums have few values: each is written once. */
function enumWriter(type: GraphQLEnumType): WriteLeaf {
  const texts = new Map(type.getValues().map(({ name, value }) => [value as unknown, JSON.stringify(name)]));
  return (value) => texts.get(value) ?? giveUp();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them.
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** @throws GiveUp for values that JSON cannot express. */
function quote(value: unknown): string {
  if (typeof value === 'string') return NEEDS_ESCAPE.test(value) ? JSON.stringify(value) : `"${value}"`;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : giveUp();
  return (value === null ? undefined : JSON.stringify(value)) ?? giveUp();
}
