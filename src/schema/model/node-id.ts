import { decodeToken, encodeToken } from './json-token.ts';

/** Makes the globally unique ID of a document: opaque to callers, the same for every caller and restart. */
export function encodeNodeId(doctype: string, name: string): string {
  return encodeToken([doctype, name]);
}

/** @returns null if the text is not an ID that the gateway made. */
export function decodeNodeId(id: string): { doctype: string; name: string } | null {
  const parts = decodeToken(id);
  if (parts?.length !== 2) return null;
  const [doctype, name] = parts;
  return typeof doctype === 'string' && typeof name === 'string' ? { doctype, name } : null;
}
