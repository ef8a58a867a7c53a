import { type PureResolver, pureExtension } from '../../query/completion/pure-resolver.ts';
import { inTurns } from '../../query/execution/scope/in-turns.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** The parts of a field whose list may be long. */
interface LongList<Source> {
  readonly extensions: { readonly pure: PureResolver };
  readonly resolve: (source: Source, args: unknown, scope: RequestScope) => never;
}

/**
 * Makes a field of a list that may be long: the writer takes the list as it is, the executor its items a few in each
 * turn.
 *
 * @param read gives the list, or what stands in its place.
 */
export function longList<Source>(read: (source: Source) => unknown): LongList<Source> {
  return {
    extensions: pureExtension(read),
    resolve: (source, _args, scope) => {
      const list = read(source);
      // Pothos does not see what the list holds.
      return (Array.isArray(list) ? inTurns(scope, list) : list) as never;
    },
  };
}
