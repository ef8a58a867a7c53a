import { GatewayError, hasCode } from '../../../errors.ts';
import { readRows } from '../../../frappe/envelope.ts';
import type { FrappeClient } from '../../../frappe/frappe-client.ts';
import type { CallerContext } from '../../../frappe/frappe-request.ts';
import { toListRequest } from '../../../frappe/list-request.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/**
 * Asks the site for the roles of the caller, as the caller. An empty `uid` means themselves (frappe/__init__.py,
 * `get_roles`), so that their name need not be read before. v17 lacks this method.
 */
export async function readRoles(client: FrappeClient, caller: CallerContext): Promise<ReadonlySet<string>> {
  const request = toReadMethodRequest('frappe.core.doctype.user.user.get_roles', { uid: '' });
  const { body } = await client.send(request, caller).catch((error: unknown) => {
    // Nothing that the caller asked for is wrong or missing: the site does not answer as Frappe does.
    throw hasCode(error, 'INVALID', 'NOT_FOUND') ? withoutRoles(error) : error;
  });
  if (!Array.isArray(body.message)) throw withoutRoles();
  return new Set(body.message.map(String));
}

function withoutRoles(cause?: unknown): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', "Expected the caller's roles from the site.", {}, cause);
}

/** Asks the site who the caller is, as the caller. */
export async function readUser(client: FrappeClient, caller: CallerContext): Promise<string> {
  const { body } = await client.send(toReadMethodRequest('frappe.auth.get_logged_user', {}), caller);
  if (typeof body.message === 'string') return body.message;
  throw new GatewayError('UPSTREAM_CONTRACT', "Expected the caller's name from the site.");
}

/** Asks the site who a caller is, at most once in a request. */
export function readUserOnce(
  { client, loaders }: Pick<RequestScope, 'client' | 'loaders'>,
  caller: CallerContext,
): Promise<string> {
  return loaders.once(`user ${caller.token.fingerprint}`, () => readUser(client, caller));
}

/**
 * Reads the roles of a user with the service account, for sites whose users cannot ask for their own.
 *
 * @returns null if the account cannot read them.
 */
export async function readRolesOf(
  client: FrappeClient,
  account: CallerContext,
  user: string,
): Promise<ReadonlySet<string> | null> {
  const query = { doctype: 'User', filters: [['name', '=', user]] as const, orderBy: null, limit: 1 };
  const request = toListRequest({ ...query, fields: ['name', 'user_type', { roles: ['role'] }] });
  const rows = await client.send(request, account).then(readRows, (error: unknown) => {
    if (hasCode(error, 'FORBIDDEN')) return [];
    throw error;
  });
  const roles = rows[0]?.roles;
  if (!Array.isArray(roles)) return null;
  const assigned = (roles as { role?: unknown }[]).map(({ role }) => String(role));
  const automatic = rows[0]?.user_type === 'System User' ? ['All', 'Guest', 'Desk User'] : ['All', 'Guest'];
  return new Set([...assigned, ...automatic]);
}
