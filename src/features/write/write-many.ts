import { toError } from '../../errors.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** Writes items a few at a time: one result or error for each, in their order. Items do not affect each other. */
export function writeMany<Item, Result>(
  scope: RequestScope,
  items: readonly Item[],
  write: (item: Item, index: number) => Promise<Result>,
): Promise<(Result | Error)[]> {
  const indexed = items.map((item, index) => ({ item, index }));
  return mapConcurrently(indexed, scope.limits.concurrentDocuments, async ({ item, index }) => {
    try {
      return await write(item, index);
    } catch (error) {
      return toError(error);
    }
  });
}

/** Places at which a name comes a second time: two writes of one document side by side would be a race. */
export function repeatedNames(names: readonly string[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  names.forEach((name, index) => {
    const key = name.trim().toLowerCase();
    if (seen.has(key)) repeated.add(index);
    seen.add(key);
  });
  return repeated;
}
