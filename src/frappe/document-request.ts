import type { FrappeRequest } from './frappe-request.ts';

/** @returns the request for one document. A Single's name is its DocType. */
export function toDocumentRequest(doctype: string, name: string, exactNumbers: readonly string[]): FrappeRequest {
  const path = `/api/resource/${encodeURIComponent(doctype)}/${encodeSegment(name)}`;
  return { verb: 'GET', path, isRead: true, exactNumbers };
}

/** `.` and `..` would be taken for steps in the path. */
function encodeSegment(name: string): string {
  return /^\.{1,2}$/.test(name) ? name.replaceAll('.', '%2E') : encodeURIComponent(name);
}
