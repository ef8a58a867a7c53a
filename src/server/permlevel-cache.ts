import { LRUCache } from 'lru-cache';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { probePermlevels } from '../operations/permlevels.ts';
import type { RequestScope } from '../operations/request-scope.ts';

const SECONDS_KEPT = 10;
const MAX_ENTRIES = 10_000;

export type PermlevelCache = (scope: RequestScope, doctype: DocTypeMeta) => Promise<ReadonlySet<number>>;

/**
 * Remembers for seconds which permlevels of a DocType a credential may read. Keys hold a hash of the whole credential;
 * a probe that learned nothing, or failed, is not remembered.
 */
export function createPermlevelCache(): PermlevelCache {
  const cache = new LRUCache<string, Promise<ReadonlySet<number> | null>>({
    max: MAX_ENTRIES,
    ttl: SECONDS_KEPT * 1000,
  });
  const probe = async (scope: RequestScope, doctype: DocTypeMeta, key: string): Promise<ReadonlySet<number>> => {
    const asked = probePermlevels(scope, doctype);
    cache.set(key, asked);
    const levels = await asked.catch(() => null);
    if (levels === null && cache.peek(key) === asked) cache.delete(key);
    return (await asked) ?? new Set();
  };
  return async (scope, doctype) => {
    const key = `${scope.caller.token.fingerprint}\0${doctype.name}`;
    // A probe may have been another request's, and have failed with it: then this one asks for itself.
    const known = await cache.get(key)?.catch(() => null);
    return known ?? probe(scope, doctype, key);
  };
}
