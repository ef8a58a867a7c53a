import type { FrappeRequest } from './frappe-request.ts';

/** @returns the request for one document. A Single's name is its DocType. */
export function toDocumentRequest(doctype: string, name: string, exactNumbers: readonly string[]): FrappeRequest {
  const path = `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;
  return { verb: 'GET', path, isRead: true, exactNumbers };
}
