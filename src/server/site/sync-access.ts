import { onBehalfOf } from '../../frappe/caller-lane.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import type { SiteTime } from '../../metadata/site-time.ts';
import { RESTRICTION_BOUNDS, type SyncAccess } from '../../query/execution/scope/sync-access.ts';
import { readEdits, readShares, toRename } from '../../sources/account-records.ts';
import { readRestrictions } from '../../sources/user-restrictions.ts';
import { createSeal } from '../caller/seal.ts';
import { createCallerIdentities } from './caller-identities.ts';

/** Gives callers the means to follow the changes of their site. */
export type SyncAccessOf = (caller: CallerContext, model: SiteModel) => SyncAccess;

/** The parts of a site that following its changes takes. */
export interface SyncAccessOptions {
  readonly client: FrappeClient;
  readonly account: CallerContext;
  readonly time: SiteTime;
  readonly overlapSeconds: number;
  /** The secret of the service account: every replica of a gateway has the same. */
  readonly secret: string;
  readonly siteUrl: string;
}

/** How old the known zone of a site may be. */
const ZONE_MS = 300_000;

/** Creates the access of callers to the changes of one site. */
export function createSyncAccess(options: SyncAccessOptions): SyncAccessOf {
  const { client, account, time, overlapSeconds, secret, siteUrl } = options;
  const identities = createCallerIdentities(client, account, 0);
  const { seal, open } = createSeal([secret], `changes of ${siteUrl}`);
  return (caller, model) => {
    const site = { client, account: onBehalfOf(account, caller) };
    return {
      overlapSeconds,
      readRoles: (user) => identities(caller, model, user),
      now: async () => {
        await time.refreshZone(ZONE_MS);
        return { wall: time.now(), horizon: time.horizon(), real: performance.timeOrigin + performance.now() };
      },
      seal,
      open,
      readEdits: (doctypes, page) => readEdits(site, doctypes, page),
      toRename,
      readShares: (user, doctypes, page) => readShares(site, user, doctypes, page),
      readRestrictions: (user, isFlat) => readRestrictions(site, user, isFlat, RESTRICTION_BOUNDS),
    };
  };
}
