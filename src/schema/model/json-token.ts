/** Writes parts as a text that callers give back as it is. It hides nothing, and proves nothing. */
export function encodeToken(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * @param parse reads the JSON.
 * @returns the parts of a token; null for a text that is not one. Callers may have changed it: check each part.
 */
export function decodeToken(token: string, parse: (json: string) => unknown = JSON.parse): unknown[] | null {
  try {
    const parts: unknown = parse(Buffer.from(token, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}
