import type { ShownChanges } from './open-doc-form.ts';
import { GATEWAY_KEY } from './query-keys.ts';
import { withChanges } from './with-changes.ts';

/** The used part of TanStack Query's client, which is the same for all frameworks. */
export interface QueryCacheClient {
  getQueryData(queryKey: readonly unknown[]): unknown;
  setQueryData(queryKey: readonly unknown[], data: unknown, options?: { updatedAt?: number }): unknown;
  getQueryCache(): QueryCache;
}

interface QueryCache {
  findAll(filters: { queryKey: readonly unknown[] }): readonly CachedQuery[];
  get(queryHash: string): CachedQuery | undefined;
  subscribe(listener: (event: CacheEvent) => void): () => void;
}

interface CachedQuery {
  readonly queryKey: readonly unknown[];
  readonly queryHash: string;
  readonly state: { readonly data: unknown; readonly dataUpdatedAt: number };
}

interface CacheEvent {
  readonly type: string;
  readonly query: CachedQuery;
  /** Manual if the data was put into the cache, and not read. */
  readonly action?: { readonly type: string; readonly manual?: boolean | undefined };
}

/**
 * Shows new values of a document at once, in every answer that has it by its `id`, and in those that are read until the
 * changes are stored or refused: for the `onMutate` of a mutation.
 *
 * @param changes the new values by field.
 */
export function showChanges(cache: QueryCacheClient, id: string, changes: object): ShownChanges {
  const shown = new Map<string, { after: unknown; takeBack: () => void }>();
  const show = ({ queryKey, queryHash, state: { data: before, dataUpdatedAt: updatedAt } }: CachedQuery) => {
    const changed = withChanges(before, id, changes as Record<string, unknown>);
    if (changed === before) return;
    cache.setQueryData(queryKey, changed);
    const takeBack = () => void cache.setQueryData(queryKey, before, { updatedAt });
    shown.set(queryHash, { after: cache.getQueryData(queryKey), takeBack });
  };
  const queries = cache.getQueryCache();
  for (const query of queries.findAll({ queryKey: [GATEWAY_KEY] })) show(query);
  const stop = queries.subscribe(({ type, query, action }) => {
    const isRead = type === 'updated' && action?.type === 'success' && !action.manual;
    if (isRead && query.queryKey[0] === GATEWAY_KEY) show(query);
  });
  return {
    keep: stop,
    takeBack: () => {
      stop();
      for (const [queryHash, { after, takeBack }] of shown) {
        if (queries.get(queryHash)?.state.data === after) takeBack();
      }
    },
  };
}
