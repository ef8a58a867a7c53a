import { deriveOnce } from '../derive-once.ts';
import { escapeRegExp } from '../escape-regexp.ts';

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

/** Queries ask for the same lists of columns again and again. */
const patternFor = deriveOnce((keys: readonly string[]): RegExp => {
  const alternatives = keys
    .flatMap((key) => [...new Set([key, toAscii(key)])])
    .map(escapeRegExp)
    .join('|');
  return new RegExp(`(?<!\\\\)"(${alternatives})":\\s*(${NUMBER})`, 'g');
});

/** v14 and v15 write letters beyond ASCII as escapes (Python's json). */
function toAscii(key: string): string {
  return key.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
