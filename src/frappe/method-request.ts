import type { FrappeRequest } from './frappe-request.ts';
import { MAX_PATH_BYTES } from './list-request.ts';

/**
 * @param args sent in the URL, or in a JSON body where they are too long for one.
 * @returns the request for a whitelisted function that only reads.
 */
export function toReadMethodRequest(methodPath: string, args: Record<string, string | number>): FrappeRequest {
  const path = `/api/method/${methodPath}`;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) search.set(name, String(value));
  if (search.size === 0) return { verb: 'GET', path, isRead: true };
  const full = `${path}?${search.toString()}`;
  if (full.length <= MAX_PATH_BYTES) return { verb: 'GET', path: full, isRead: true };
  return { verb: 'POST', path, body: args, isRead: true };
}
