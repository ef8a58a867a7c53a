import { createHash } from 'node:crypto';
import type { Row } from '../database/demo-database.ts';
import { rolesOf } from '../permissions/session-roles.ts';
import type { Site } from '../site-context.ts';
import type { SignInState } from './sign-in-state.ts';

/** The claims about a user that the site gives an application. */
export function openidClaims(
  { database, signIn }: Pick<Site, 'database' | 'signIn'>,
  user: string,
  origin: string,
): Row {
  const row = database.get('SELECT first_name, last_name, user_image FROM `tabUser` WHERE name = ?', [user]);
  return {
    // `User.validate` of Frappe leaves Administrator without one.
    sub: user === 'Administrator' ? null : createHash('sha256').update(user).digest('hex').slice(0, 39),
    name: row?.first_name ?? user,
    given_name: row?.first_name ?? user,
    family_name: row?.last_name ?? null,
    email: user,
    picture: row?.user_image ?? null,
    roles: rolesOf(database, user),
    iss: issuerOf(signIn, origin),
  };
}

/** The site's name for itself: that of its Social Login Key `frappe`, word for word, else the address of the request. */
export function issuerOf({ oauth }: SignInState, origin: string): string {
  return oauth.baseUrl ?? origin;
}
