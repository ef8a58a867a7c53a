import { toShallowText } from '../exact-json.ts';

/**
 * Reads what the site printed for `debug=1`: `_debug_messages`, a JSON array in a string, on v1 from v15; `debug`, a
 * list of objects, on v2 (frappe/utils/response.py). v14 sends none.
 */
export function readDebugMessages(body: Record<string, unknown>): string[] {
  if (typeof body._debug_messages === 'string') return parse(body._debug_messages).map(toShallowText);
  if (!Array.isArray(body.debug)) return [];
  return body.debug.map((entry: unknown) => toShallowText((entry as { message?: unknown })?.message ?? entry));
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
