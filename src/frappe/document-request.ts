import type { FrappeRequest } from './frappe-request.ts';

/** @returns the request for one document. A Single's name is its DocType. */
export function toDocumentRequest(doctype: string, name: string, exactNumbers: readonly string[]): FrappeRequest {
  return { verb: 'GET', path: toDocumentPath(doctype, name), isRead: true, exactNumbers };
}

/** @returns the request that deletes a document. */
export function toDeleteRequest(doctype: string, name: string): FrappeRequest {
  return { verb: 'DELETE', path: toDocumentPath(doctype, name), isRead: false };
}

function toDocumentPath(doctype: string, name: string): string {
  return `/api/resource/${encodeURIComponent(doctype)}/${encodeSegment(name)}`;
}

/** `.` and `..` would be taken for steps in the path. */
function encodeSegment(name: string): string {
  return /^\.{1,2}$/.test(name) ? name.replaceAll('.', '%2E') : encodeURIComponent(name);
}
