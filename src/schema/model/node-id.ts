/** Makes the globally unique ID of a document: opaque to callers, the same for every caller and restart. */
export function encodeNodeId(doctype: string, name: string): string {
  return Buffer.from(JSON.stringify([doctype, name])).toString('base64url');
}

/** @returns null if the text is not an ID that the gateway made. */
export function decodeNodeId(id: string): { doctype: string; name: string } | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [doctype, name] = parts as unknown[];
    return typeof doctype === 'string' && typeof name === 'string' ? { doctype, name } : null;
  } catch {
    return null;
  }
}
