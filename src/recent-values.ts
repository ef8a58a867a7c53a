import { LRUCache } from 'lru-cache';

/**
 * Keeps the values that were used last, and drops the others. By `max`, the cache itself would make room for all of them
 * at once: a gateway has several, and most sites need few of the places.
 *
 * @param count values at most.
 * @param ttl milliseconds after which a value is dropped; 0 keeps it until its place is needed.
 */
export function keepRecent<Value extends object | string | number | true>(
  count: number,
  ttl = 0,
): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: count, sizeCalculation: () => 1, ttl });
}
