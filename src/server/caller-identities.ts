import { LRUCache } from 'lru-cache';
import { onBehalfOf } from '../frappe/caller-lane.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import type { SiteModel } from '../metadata/site-model.ts';
import { readRoles, readRolesOf, readUser } from '../operations/permission/read-identity.ts';
import type { CallerIdentity } from '../operations/request-scope.ts';

const MAX_CALLERS = 10_000;

/** Tells who a caller is. @param user his name, where the site has just told it. */
export type CallerIdentities = (
  caller: CallerContext,
  model: SiteModel,
  user?: string | null,
) => Promise<CallerIdentity>;

/**
 * Remembers callers' roles for seconds, by a hash of the whole credential. What failed is not remembered, and no caller
 * waits on another request's question: that one may be given up.
 */
export function createCallerIdentities(
  client: FrappeClient,
  account: CallerContext,
  secondsKept: number,
): CallerIdentities {
  const known = new LRUCache<string, CallerIdentity>({ max: MAX_CALLERS, ttl: secondsKept * 1000 });
  // Sites that bring child rows along no longer let callers ask for their own roles.
  const ask = async (caller: CallerContext, model: SiteModel, told: string | null): Promise<CallerIdentity> => {
    if (!model.info.capabilities.nestedChildRows) return readRoles(client, caller);
    const user = told ?? (await readUser(client, caller));
    if (user === 'Administrator') return { user, roles: allRoles(model) };
    return { user, roles: await readRolesOf(client, onBehalfOf(account, caller), user) };
  };
  return async (caller, model, user = null) => {
    if (caller.token.isGuest) return { user: 'Guest', roles: new Set(['Guest']) };
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
