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
  return async (scope, doctype) => {
    const key = `${scope.caller.token.fingerprint}\0${doctype.name}`;
    const known = cache.get(key);
    if (known !== undefined) return (await known) ?? new Set();
    const probe = probePermlevels(scope, doctype);
    cache.set(key, probe);
    const forget = () => {
      if (cache.peek(key) === probe) cache.delete(key);
    };
    const levels = await probe.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (levels === null) forget();
    return levels ?? new Set();
  };
}

