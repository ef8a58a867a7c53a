import { createHash } from 'node:crypto';
import type { Row } from '../database/demo-database.ts';
import { rolesOf } from '../permissions/session-roles.ts';
import type { Site } from '../site-context.ts';

/** The claims about a user that the site gives an application. */
export function openidClaims({ database }: Pick<Site, 'database'>, user: string, origin: string): Row {
  const row = database.get('SELECT first_name, last_name, user_image FROM `tabUser` WHERE name = ?', [user]);
  return {
    sub: createHash('sha256').update(user).digest('hex').slice(0, 39),
    name: row?.first_name ?? user,
    given_name: row?.first_name ?? user,
    family_name: row?.last_name ?? null,
    email: user,
    picture: row?.user_image ?? null,
    roles: rolesOf(database, user),
    iss: origin,
  };
}
