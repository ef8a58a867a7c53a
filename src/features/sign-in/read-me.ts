import { GatewayError } from '../../errors.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import { unknownRights } from '../../query/execution/permission/hidden-field.ts';
import { readUser, readUserOnce } from '../../query/execution/permission/read-identity.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { UserProfile } from '../../query/execution/scope/user-profile.ts';

/** A caller who has signed in. */
export interface Me {
  caller: CallerContext;
  /** Their name, or null until it is read. */
  user: string | null;
}

/** The OpenID claims of an OAuth token. */
export interface OpenIdProfile {
  subject: string | null;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  email: string | null;
  picture: string | null;
  roles: string[];
  issuer: string | null;
}

/** Asks the site who the caller is. @returns null for a guest. */
export async function readMe({ client, caller }: RequestScope): Promise<Me | null> {
  return caller.token.isGuest ? null : { caller, user: await readUser(client, caller) };
}

/** The name of the user, asked for where it is not known yet. */
export function readMyName(scope: RequestScope, me: Me): Promise<string> {
  if (me.user !== null) return Promise.resolve(me.user);
  return readUserOnce(scope, me.caller);
}

/** Their roles, the automatic ones among them. @throws GatewayError `FORBIDDEN` if they cannot be found out. */
export async function readMyRoles(scope: RequestScope, { caller, user }: Me): Promise<string[]> {
  const { roles } = await scope.identityOf(caller, user);
  if (roles === null) throw unknownRights('roles');
  return [...roles].sort();
}

/** The profile in the caller's User document. */
export async function readMyProfile(scope: RequestScope, me: Me): Promise<UserProfile> {
  const user = await readMyName(scope, me);
  return scope.loaders.once(`profile ${user}`, () => scope.profileOf(me.caller, user));
}

/** Asks the site for the OpenID profile of an access token. @returns null for callers who have none. */
export async function readOpenIdProfile({ client }: RequestScope, { caller }: Me): Promise<OpenIdProfile | null> {
  if (!caller.token.isBearer) return null;
  const { body } = await client.send(toReadMethodRequest('frappe.integrations.oauth2.openid_profile', {}), caller);
  if (typeof body.error === 'string') throw new GatewayError('FORBIDDEN', 'The token is not of the scope openid.');
  return {
    subject: textOf(body.sub),
    name: textOf(body.name),
    givenName: textOf(body.given_name),
    familyName: textOf(body.family_name),
    email: textOf(body.email),
    picture: textOf(body.picture),
    roles: Array.isArray(body.roles) ? body.roles.map(String) : [],
    issuer: textOf(body.iss),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
