import { GraphQLEnumType, type GraphQLLeafType, GraphQLString } from 'graphql';

/** Thrown where a value cannot be completed; the executor then completes the whole answer. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp';
}

const GIVE_UP = new GiveUp('The value needs the executor.');

/** @throws GiveUp */
export function giveUp(): never {
  throw GIVE_UP;
}

/** Turns a value that is neither null nor an error into what `JSON.stringify` writes for it. */
export type CompleteLeaf = (value: unknown) => unknown;

/** @returns what completes the values of a leaf type, by the type's own `serialize`. */
export function leafCompleter(type: GraphQLLeafType): CompleteLeaf {
  if (type instanceof GraphQLEnumType) return enumCompleter(type);
  if (type === GraphQLString) {
    return (value) => (typeof value === 'string' ? value : assertJson(type.serialize(value)));
  }
  return (value) => assertJson(type.serialize(value));
}

function enumCompleter(type: GraphQLEnumType): CompleteLeaf {
  const names = new Map(type.getValues().map(({ name, value }) => [value as unknown, name]));
  return (value) => names.get(value) ?? giveUp();
}

/** @throws GiveUp for values that JSON cannot express. */
function assertJson(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : giveUp();
  return typeof value === 'boolean' || typeof value === 'object' ? value : giveUp();
}

/** @returns whether a value is null. @throws GiveUp for errors, and for values that are still to come. */
export function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (
    typeof value === 'object' &&
    (value instanceof Error || typeof (value as PromiseLike<unknown>).then === 'function')
  ) {
    return giveUp();
  }
  return false;
}
