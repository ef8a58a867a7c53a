import type { GatewayClient } from './client.ts';
import { ME } from './own-documents.ts';
import { toQueryKey } from './query-keys.ts';
import type { QueryCacheClient } from './show-changes.ts';

/**
 * Shows in the cache that nobody is signed in, as soon as an answer says so.
 *
 * @returns what ends that.
 */
export function followSessionEnd(client: GatewayClient, cache: QueryCacheClient): () => void {
  return client.onUnauthenticated(() => cache.setQueryData(toQueryKey(ME, {}), { data: { me: null }, errors: [] }));
}
