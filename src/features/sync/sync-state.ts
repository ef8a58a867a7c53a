import { createHash } from 'node:crypto';
import { badUserInput, GatewayError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { secondsBefore, wallSecondsBetween } from '../../metadata/site-time.ts';
import type { SiteMoment, SyncAccess } from '../../query/execution/scope/sync-access.ts';
import { type ListPosition, MARK_LENGTH, turnedBack } from './list-position.ts';

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

/** More than a page of the most DocTypes takes, with all marks; less than a request may have by default. */
const LONGEST_TOKEN = 500_000;

/** Makes a token. */
export function writeToken(sync: SyncAccess, { lists, ...state }: SyncState): string {
  const packed = Object.entries(lists).map(([list, { known, met, ...position }]) => {
    return [list, { ...position, known: known.join(''), met: met.join('') }];
  });
  return sync.seal([FORM, { ...state, lists: Object.fromEntries(packed) }]);
}

type Packed = Omit<ListPosition, 'known' | 'met'> & Readonly<Record<'known' | 'met', string>>;

/**
 * Reads a token, before any call.
 *
 * @throws GatewayError `BAD_USER_INPUT` for a text that was not sealed for this site; `RESUME_EXPIRED` for a token of
 * another form.
 */
export function readToken(sync: SyncAccess, token: string): SyncState {
  const opened = token.length <= LONGEST_TOKEN && /^[\w-]+$/.test(token) ? sync.open(token) : null;
  if (opened === null) {
    const reason = "or the key of the gateway's account was replaced since. Read everything again without it.";
    throw badUserInput(`\`since\` is not a token of this site, ${reason}`, 'since');
  }
  const [form, { lists, ...state }] = opened as [number, Omit<SyncState, 'lists'> & { lists: Record<string, Packed> }];
  if (form !== FORM) throw expired('was made by another version of the gateway');
  const unpacked = Object.entries(lists).map(([list, { known, met, ...position }]) => {
    return [list, { ...position, known: marksIn(known), met: marksIn(met) }];
  });
  return { ...state, lists: Object.fromEntries(unpacked) };
}

function marksIn(text: string): string[] {
  return text.match(new RegExp(`.{${MARK_LENGTH}}`, 'g')) ?? [];
}

/**
 * @throws GatewayError `BAD_USER_INPUT` for the token of another user; `RESUME_EXPIRED` if the user may see other
 * documents than when the token was made.
 */
export function assertSameViewer(state: SyncState, now: Pick<SyncState, 'user' | 'permissions' | 'rights'>): void {
  if (state.user !== now.user) {
    throw badUserInput('`since` was given to another user. Read everything again without it.', 'since');
  }
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
/** After so many seconds, the clock may have been put back for winter and forward for summer, which nothing shows. */
const DAY = 86_400;
/** No zone moves its clock by more. */
const SUMMER_TIME = 7_200;

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
  if (passed < -60) throw expired('is dated in the future, by the clock of the gateway');
  const behind = Math.max(passed - wallSecondsBetween(moment.wall, now.wall), passed > DAY ? SUMMER_TIME : 0);
  if (behind <= TOLERANCE) return lists;
  const earliest = secondsBefore(moment.wall, Math.ceil(behind) + overlapSeconds + ZONE_SECONDS);
  return Object.fromEntries(Object.entries(lists).map(([list, position]) => [list, turnedBack(position, earliest)]));
}
