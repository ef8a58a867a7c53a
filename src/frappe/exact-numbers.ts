const NUMBER = '-?\\d[\\d.eE+-]*';

/**
 * Turns the numbers under the given keys of a JSON text into strings, so that parsing keeps their digits
 * (`"grand_total": 118.0` becomes `"grand_total": "118.0"`).
 *
 * A key cannot be mistaken for text inside a string: there, its closing quote would be escaped.
 *
 * @param keys plain keys (fieldnames); an empty list returns the text unchanged.
 */
export function quoteNumbers(json: string, keys: readonly string[]): string {
  if (keys.length === 0) return json;
  const pattern = new RegExp(`"(${keys.map(escapeRegExp).join('|')})":\\s*(${NUMBER})`, 'g');
  return json.replace(pattern, '"$1":"$2"');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
