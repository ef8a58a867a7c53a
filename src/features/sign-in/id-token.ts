import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether an ID token is signed with the secret of the client, as Frappe signs all of them (HS256). The library leaves
 * signatures of this kind unchecked.
 */
export function isSignedBy(secret: string, idToken: string): boolean {
  const [head = '', payload = '', signature = ''] = idToken.split('.');
  const expected = createHmac('sha256', secret).update(`${head}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Writes the claim `sub` as text if it is null: sites give Administrator no subject (`User.validate` in
 * frappe/core/doctype/user/user.py), and the library requires one. Nothing in the gateway reads the subject.
 *
 * @returns any other token, also one that cannot be read, as it is.
 */
export function withSubject(idToken: string): string {
  const [head, payload = '', ...rest] = idToken.split('.');
  const claims = readClaims(payload);
  if (claims?.sub !== null) return idToken;
  return [head, Buffer.from(JSON.stringify({ ...claims, sub: '' })).toString('base64url'), ...rest].join('.');
}

function readClaims(payload: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}
