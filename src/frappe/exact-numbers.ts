import { LRUCache } from 'lru-cache';

const NUMBER = '-?\\d[\\d.eE+-]*';

/**
 * Turns the numbers under the given keys of a JSON text into strings, so that parsing keeps their digits
 * (`"grand_total": 118.0` becomes `"grand_total": "118.0"`).
 *
 * A key cannot be mistaken for text inside a string, or for the end of another key: there, a quote would be escaped.
 *
 * @param keys plain keys (fieldnames); an empty list returns the text unchanged.
 */
export function quoteNumbers(json: string, keys: readonly string[]): string {
  if (keys.length === 0) return json;
  return json.replace(patternFor(keys), '"$1":"$2"');
}

/** Queries ask for the same columns again and again; a schema has only so many of them. */
const patterns = new LRUCache<string, RegExp>({ max: 2_000 });

function patternFor(keys: readonly string[]): RegExp {
  const cacheKey = keys.join('\0');
  const known = patterns.get(cacheKey);
  if (known !== undefined) return known;
  const alternatives = keys
    .flatMap((key) => [...new Set([key, toAscii(key)])])
    .map(escapeRegExp)
    .join('|');
  const pattern = new RegExp(`(?<!\\\\)"(${alternatives})":\\s*(${NUMBER})`, 'g');
  patterns.set(cacheKey, pattern);
  return pattern;
}

/** v14 and v15 write letters beyond ASCII as escapes (Python's json). */
function toAscii(key: string): string {
  return key.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
