import type { FrappeRequest } from './frappe-request.ts';

/** @returns the request for a whitelisted function that only reads, with its arguments in the URL. */
export function toReadMethodRequest(methodPath: string, args: Record<string, string | number>): FrappeRequest {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) search.set(name, String(value));
  const path = `/api/method/${methodPath}${search.size === 0 ? '' : `?${search}`}`;
  return { verb: 'GET', path, isRead: true };
}
