import { readRows } from '../../../frappe/envelope.ts';
import type { FrappeClient } from '../../../frappe/frappe-client.ts';
import type { CallerContext } from '../../../frappe/frappe-request.ts';
import { toListRequest } from '../../../frappe/list-request.ts';

/** The profile of a user on the site. */
export interface UserProfile {
  fullName: string | null;
  email: string | null;
  userType: string | null;
  userImage: string | null;
  language: string | null;
  timeZone: string | null;
}

/**
 * Reads the profile of a user with the service account: users cannot read their own User.
 *
 * @param account the service account, with the signal of the request.
 */
export async function readProfile(client: FrappeClient, account: CallerContext, user: string): Promise<UserProfile> {
  const fields = ['name', 'full_name', 'email', 'user_type', 'user_image', 'language', 'time_zone'];
  const query = { doctype: 'User', filters: [['name', '=', user]] as const, orderBy: null, limit: 1, fields };
  const [row = {}] = readRows(await client.send(toListRequest(query), account));
  return {
    fullName: textOf(row.full_name),
    email: textOf(row.email),
    userType: textOf(row.user_type),
    userImage: textOf(row.user_image),
    language: textOf(row.language),
    timeZone: textOf(row.time_zone),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
