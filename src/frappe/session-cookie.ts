/** The state of the caller's session in a response of the site. */
export interface SiteSession {
  /** Its ID, or `Guest`. */
  sid: string;
  /** Seconds that it is kept without a request. */
  maxAge: number | null;
}

/**
 * Reads the cookie `sid` of an answer: the last one, because a site that ends a session sets it to Guest and deletes it
 * (frappe/auth.py, `flush_cookies`).
 */
export function readSessionCookie(headers: Record<string, string | string[] | undefined>): SiteSession | null {
  const cookies = [headers['set-cookie'] ?? []].flat().filter((cookie) => cookie.startsWith('sid='));
  const cookie = cookies.at(-1);
  if (cookie === undefined) return null;
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
  const maxAge = attributes.map((attribute) => /^max-age=(\d+)$/i.exec(attribute)?.[1]).find(Boolean);
  return { sid: decode(pair.slice('sid='.length)), maxAge: maxAge === undefined ? null : Number(maxAge) };
}

/**
 * Whether the site no longer knows the session that the request carried. It then answers as for Guest, even with
 * success where Guest may read something (frappe/sessions.py, `get_session_record`).
 */
export function hasLostSession(
  headers: Record<string, string | string[] | undefined>,
  body: Record<string, unknown> | null,
): boolean {
  if (body?.session_expired === 1) return true;
  const session = readSessionCookie(headers);
  return session !== null && (session.sid === '' || session.sid === 'Guest');
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/, '$1'));
  } catch {
    return value;
  }
}
