import type { DemoDatabase } from '../database/demo-database.ts';
import { type FrappeError, frappeRaise } from '../frappe-error.ts';
import { DEMO_BEARER_TOKENS } from '../seed/demo-users.ts';

/**
 * The user whom a request's Authorization header names; Guest without one.
 *
 * @throws FrappeError 401 for a key, secret, token or scheme that is not known.
 */
export function authenticate(database: DemoDatabase, authorization: string | undefined): string {
  const words = (authorization ?? '').split(' ');
  // A header that is not two words is passed over.
  if (words.length !== 2) return 'Guest';
  const [scheme = '', value = ''] = words;
  if (scheme.toLowerCase() === 'bearer') return bearerUser(value);
  if (scheme.toLowerCase() === 'token') return keyUser(database, value);
  if (scheme.toLowerCase() === 'basic') return keyUser(database, Buffer.from(value, 'base64').toString('utf8'));
  throw refused();
}

function bearerUser(token: string): string {
  const user = DEMO_BEARER_TOKENS[token];
  if (user === undefined) throw refused();
  return user;
}

function keyUser(database: DemoDatabase, pair: string): string {
  const [key = '', secret = ''] = pair.split(':');
  const row = database.get('SELECT name, api_secret FROM `tabUser` WHERE api_key = ?', [key]);
  if (row === undefined || row.api_secret !== secret) throw refused();
  return String(row.name);
}

function refused(): FrappeError {
  return frappeRaise('AuthenticationError');
}
