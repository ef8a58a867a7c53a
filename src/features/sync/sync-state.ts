import { createHash } from 'node:crypto';
import { badUserInput, GatewayError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { secondsBefore, wallSecondsBetween } from '../../metadata/site-time.ts';
import type { SiteMoment, SyncAccess } from '../../query/execution/scope/sync-access.ts';
import { type ListPosition, turnedBack } from './list-position.ts';

/** The contents of a token: how far a user has read each list, and with which permissions. */
export interface SyncState {
  readonly user: string;
  /** Changes with the roles and the User Permissions of the user. */
  readonly permissions: string;
  /** Changes with the permission tables of the DocTypes, by DocType. */
  readonly rights: Readonly<Record<string, string>>;
  readonly moment: Pick<SiteMoment, 'wall' | 'real'>;
  readonly lists: Readonly<Record<string, ListPosition>>;
}

/** Tokens of another version of this program may have another form. */
const FORM = 1;

const SHORTEST_TOKEN = 40;
const LONGEST_TOKEN = 400_000;

/** Makes a token. */
export function writeToken(sync: SyncAccess, state: SyncState): string {
  return sync.seal([FORM, state]);
}

/**
 * Reads the token of a user.
 *
 * @throws GatewayError `BAD_USER_INPUT` for a text that cannot be a token, `RESUME_EXPIRED` for one that no longer counts.
 */
export function readToken(sync: SyncAccess, token: string, user: string): SyncState {
  if (!/^[\w-]+$/.test(token) || token.length < SHORTEST_TOKEN || token.length > LONGEST_TOKEN) {
    throw badUserInput('`since` is not a token of this API.', 'since');
  }
  const [form, state] = (sync.open(token) ?? []) as [number?, SyncState?];
  if (form !== FORM || state === undefined) throw expired('was made by another gateway or with another account');
  if (state.user !== user) throw expired('was given to another user');
  return state;
}

/** @throws GatewayError `RESUME_EXPIRED` if a user may see other documents than when the token was made. */
export function assertSamePermissions(state: SyncState, now: Pick<SyncState, 'permissions' | 'rights'>): void {
  const isSame = Object.entries(now.rights).every(([doctype, rights]) => (state.rights[doctype] ?? rights) === rights);
  if (state.permissions !== now.permissions || !isSame) throw expired('is older than a change of your permissions');
}

function expired(reason: string): GatewayError {
  const message = `\`since\` ${reason}. Read everything again without it.`;
  return new GatewayError('RESUME_EXPIRED', message, { field: 'since' });
}

/** Changes with the permission table of a DocType. */
export function rightsOf({ permissions, docfields }: DocTypeMeta): string {
  const table = permissions.map(({ rights, ...rest }) => [rest, [...rights].sort()]);
  const links = docfields
    .filter(({ fieldtype }) => fieldtype === 'Link')
    .map(({ fieldname, options }) => [fieldname, options]);
  return shortHash([table, links]);
}

/** A short text that changes with a value. */
export function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);
}

/** Clocks of a site and of several gateways may differ by so many seconds. */
const TOLERANCE = 5;
/** The zone of the site may have been known wrongly for so many seconds. */
const ZONE_SECONDS = 360;

/**
 * The positions of a state now. If the site's clock was put back since, as it is at the end of summer time, rows may be
 * older than those that were read before them.
 *
 * @throws GatewayError `RESUME_EXPIRED` if it cannot be known how far the clock was put back.
 */
export function positionsNow(
  { moment, lists }: SyncState,
  now: SiteMoment,
  overlapSeconds: number,
): Readonly<Record<string, ListPosition>> {
  const passed = (now.real - moment.real) / 1000;
  const behind = passed - wallSecondsBetween(moment.wall, now.wall);
  if (passed < -60) throw expired('was made later than now, by the clock of the gateway');
  if (behind <= TOLERANCE) return lists;
  const earliest = secondsBefore(now.wall, Math.ceil(Math.max(0, passed)) + overlapSeconds + ZONE_SECONDS);
  return Object.fromEntries(Object.entries(lists).map(([list, position]) => [list, turnedBack(position, earliest)]));
}
