import { onBehalfOf } from '../../frappe/caller-lane.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import { readRoles, readRolesOf, readUser } from '../../query/execution/permission/read-identity.ts';
import type { CallerIdentity } from '../../query/execution/scope/request-scope.ts';
import { keepRecent } from '../../recent-values.ts';

const MAX_CALLERS = 10_000;

/** A user, and a role that nobody else should have. */
const ADMINISTRATOR = 'Administrator';

/** Reads who a caller is. @param user their name, if the site has just reported it. */
export type CallerIdentities = (
  caller: CallerContext,
  model: SiteModel,
  user?: string | null,
) => Promise<CallerIdentity>;

/**
 * Remembers callers' roles for seconds, by a hash of the whole credential. Failures are not remembered, and no caller
 * waits on another request's question: that one may be given up.
 */
export function createCallerIdentities(
  client: FrappeClient,
  account: CallerContext,
  secondsKept: number,
): CallerIdentities {
  const known = keepRecent<CallerIdentity>(MAX_CALLERS, secondsKept * 1000);
  const ask = async (caller: CallerContext, model: SiteModel, knownUser: string | null): Promise<CallerIdentity> => {
    const { tellsRoles } = model.info.capabilities;
    const ownRoles = tellsRoles ? await readRoles(client, caller) : null;
    if (ownRoles !== null && !ownRoles.has(ADMINISTRATOR))
      return { user: knownUser, roles: ownRoles, isAdministrator: false };
    const user = knownUser ?? (await readUser(client, caller));
    if (user === ADMINISTRATOR) return { user, roles: ownRoles ?? allRoles(model), isAdministrator: true };
    const roles = ownRoles ?? (await readRolesOf(client, onBehalfOf(account, caller), user));
    return { user, roles, isAdministrator: false };
  };
  return async (caller, model, user = null) => {
    if (caller.token.isGuest) return { user: 'Guest', roles: new Set(['Guest']), isAdministrator: false };
    const key = caller.token.fingerprint;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const identity = await ask(caller, model, user);
    if (secondsKept > 0) known.set(key, identity);
    return identity;
  };
}

/** The Administrator has every role. */
function allRoles(model: SiteModel): ReadonlySet<string> {
  return new Set([...model.doctypes.values()].flatMap((meta) => meta.permissions.map(({ role }) => role)));
}
