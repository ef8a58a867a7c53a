import type { GraphQLField } from 'graphql';

/** A resolver that depends on nothing but its source and arguments. */
export type PureResolver = (source: unknown, args: object) => unknown;

/**
 * @returns the extensions by which a field gives the writer its value at once, whose resolver hands it to the executor
 * in turns.
 */
export function pureExtension<Source>(pure: (source: Source, args: object) => unknown): { pure: PureResolver } {
  return { pure: pure as PureResolver };
}

/**
 * @returns how the value of a field is read without the request, or null if it cannot be. A resolver that takes neither
 * the request nor where it is in the document is pure.
 */
export function pureResolverOf({ name, resolve, extensions }: GraphQLField<unknown, unknown>): PureResolver | null {
  if (extensions.pure !== undefined) return extensions.pure as PureResolver;
  if (resolve === undefined) return (source) => (source as Record<string, unknown>)[name];
  return resolve.length > 2 ? null : (resolve as PureResolver);
}
