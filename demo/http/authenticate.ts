import { type FrappeError, frappeRaise, frappeThrow } from '../frappe-error.ts';
import type { SignInSession } from '../sign-in/sign-in-state.ts';
import type { Site } from '../site-context.ts';
import { passwordOf } from '../writes/passwords.ts';
import type { RawRequest } from './site-request.ts';

/** The user of a request. */
export interface Identity {
  user: string;
  /** The session that its cookie names. */
  session: SignInSession | null;
  /** The cookie names a session that does not exist, or no longer exists. */
  isExpired: boolean;
}

const UNSAFE = ['POST', 'PUT', 'DELETE', 'PATCH'];

/** The session that a request's cookie names; Guest's without one. */
export function readSession({ signIn }: Site, raw: RawRequest): Identity {
  const sid = decodeURIComponent(/(?:^|;\s*)sid=([^;]*)/.exec(raw.headers.cookie ?? '')?.[1] ?? 'Guest');
  const session = signIn.sessions.get(sid) ?? null;
  return { user: session?.user ?? 'Guest', session, isExpired: session === null && sid !== 'Guest' };
}

/** @throws FrappeError 400 for a change without the token that the session has. */
export function checkCsrf({ session }: Identity, raw: RawRequest): void {
  const token = session?.csrfToken ?? null;
  if (token === null || !UNSAFE.includes(raw.method) || raw.headers['x-frappe-csrf-token'] === token) return;
  throw frappeThrow('CSRFTokenError', 'Invalid Request');
}

/**
 * The user whom a request's Authorization header names: a bearer token beats the session, the session beats a key.
 *
 * @throws FrappeError 401 for a key, secret, token or scheme that is not known.
 */
export function authenticate(site: Site, { user }: Identity, authorization: string | undefined): string {
  const words = (authorization ?? '').split(' ');
  // A header that is not two words is passed over.
  if (words.length !== 2) return user;
  const [scheme = '', value = ''] = words;
  if (scheme.toLowerCase() === 'bearer') return bearerUser(site, value);
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString('utf8') : value;
  if (!['token', 'basic'].includes(scheme.toLowerCase())) throw refused();
  const keyOwner = keyUser(site, pair);
  return user === 'Guest' ? keyOwner : user;
}

function bearerUser({ signIn }: Site, access: string): string {
  const token = signIn.tokens.get(access);
  if (token === undefined || token.isRevoked || token.expiresAt <= Date.now()) throw refused();
  return token.user;
}

function keyUser(site: Site, pair: string): string {
  const [key = '', secret = ''] = pair.split(':');
  const row = site.database.get('SELECT name, api_secret FROM `tabUser` WHERE api_key = ?', [key]);
  if (row === undefined) throw refused();
  const name = String(row.name);
  // Once the user is saved, the column holds asterisks.
  const kept = passwordOf(site, 'User', name, 'api_secret') || row.api_secret;
  if (kept !== secret) throw refused();
  return name;
}

function refused(): FrappeError {
  return frappeRaise('AuthenticationError');
}
