/** A cookie of the gateway: never to be read by scripts, and not sent along by other sites' pages. */
export interface GatewayCookie {
  name: string;
  value: string;
  /** Under which the browser sends it. */
  path: string;
  /** Seconds; 0 deletes it, null keeps it until the browser is closed. */
  maxAge: number | null;
  isSecure: boolean;
}

/** The value of a `Set-Cookie` header. */
export function formatCookie({ name, value, path, maxAge, isSecure }: GatewayCookie): string {
  const attributes = [`Path=${path}`, 'HttpOnly', 'SameSite=Lax'];
  if (maxAge !== null) attributes.push(`Max-Age=${maxAge}`);
  if (isSecure) attributes.push('Secure');
  return [`${name}=${encodeURIComponent(value)}`, ...attributes].join('; ');
}

/**
 * The value of a cookie in a `Cookie` header, or null. Of two with one name the first counts, as with browsers' order.
 */
export function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...rest] = part.trim().split('=');
    if (key === name) return decode(rest.join('=').replace(/^"(.*)"$/, '$1'));
  }
  return null;
}

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
