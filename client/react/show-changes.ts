import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { GATEWAY_KEY, type ShownChanges, withChanges } from 'frappe-graphql-client';

/**
 * Shows new values of a document at once, in every answer that has it by its `id`, and in those that are read until the
 * changes are stored or refused: for the `onMutate` of a mutation.
 *
 * @param changes the new values by field.
 */
export function showChanges(cache: QueryClient, id: string, changes: object): ShownChanges {
  const shown = new Map<string, { after: unknown; takeBack: () => void }>();
  const show = (queryKey: QueryKey, queryHash: string, before: unknown, updatedAt: number) => {
    const changed = withChanges(before, id, changes as Record<string, unknown>);
    if (changed === before) return;
    cache.setQueryData<unknown>(queryKey, changed);
    const takeBack = () => void cache.setQueryData<unknown>(queryKey, before, { updatedAt });
    shown.set(queryHash, { after: cache.getQueryData(queryKey), takeBack });
  };
  const queries = cache.getQueryCache();
  for (const { queryKey, queryHash, state } of queries.findAll({ queryKey: [GATEWAY_KEY] })) {
    show(queryKey, queryHash, state.data, state.dataUpdatedAt);
  }
  const stop = queries.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return;
    const { queryKey, queryHash, state } = event.query;
    if (queryKey[0] === GATEWAY_KEY) show(queryKey, queryHash, state.data, state.dataUpdatedAt);
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
