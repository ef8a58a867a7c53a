import { GatewayError } from '../../errors.ts';
import { type DocTypeMeta, isNestedSet } from '../../metadata/doctype-meta.ts';
import { secondsBefore } from '../../metadata/site-time.ts';
import { readUserOnce } from '../../query/execution/permission/read-identity.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { CallerRoles, SiteMoment } from '../../query/execution/scope/sync-access.ts';
import { type FoundRecords, findLost, judgeRecords } from './judge-records.ts';
import { type PageTimes, startAt } from './list-position.ts';
import type { NewRow } from './read-news.ts';
import type { ChangesPage, ChangesPlan, SyncChange } from './sync-change.ts';
import { deletionList, documentKey, documentList, editList, readsDeletions, shareList } from './sync-lists.ts';
import { SyncPage } from './sync-page.ts';
import {
  assertSameViewer,
  positionsNow,
  readToken,
  rightsOf,
  type SyncState,
  shortHash,
  writeToken,
} from './sync-state.ts';

/**
 * Reads what changed since a token, as the caller. Names that a client holds are looked at first and records of the site
 * next, so that a document which appears under a name again comes after the one that is gone.
 *
 * @throws GatewayError `BAD_USER_INPUT` and `RESUME_EXPIRED` if the client has to read everything again.
 */
export async function readChanges(scope: RequestScope, plan: ChangesPlan): Promise<ChangesPage> {
  const sync = scope.sync();
  const { since, first, held } = plan;
  const state = since === null ? null : readToken(sync, since);
  const viewer = await readViewer(scope, plan.doctypes);
  if (state !== null) assertSameViewer(state, viewer);
  const now = await sync.now();
  const before = state === null ? {} : positionsNow(state, now, sync.overlapSeconds);
  const times = toTimes(now, sync.overlapSeconds);
  const page = new SyncPage(before, times, first);
  const [lost, records] = await Promise.all([findLost(scope, held), readRecords(scope, page, plan, viewer, times)]);
  // A copy holds nothing yet of DocTypes that nobody has begun to read.
  const begun = plan.doctypes.filter(({ name }) => page.hasBegun({ key: documentKey(name) }));
  const judged = await judgeRecords(scope, begun, records);
  const changed = await readChanged(scope, page, plan.doctypes);
  const names = plan.doctypes.map(({ name }) => name);
  const refused = names.filter((name) => page.isRefused({ key: documentKey(name) }));
  const told = judged.filter(({ doctype }) => !refused.includes(doctype));
  const nodes = await withDocuments(scope, plan, [...lost, ...told, ...changed]);
  const { user, permissions, rights } = viewer;
  const moment = { wall: now.wall, real: now.real };
  const next = writeToken(sync, { user, permissions, rights, moment, lists: page.positions });
  return { nodes, next, hasMore: page.hasMore, refused };
}

/** The caller, and what decides about the documents that they see. */
interface Viewer extends Pick<SyncState, 'user' | 'permissions' | 'rights'> {
  readonly identity: CallerRoles;
}

async function readViewer(scope: RequestScope, doctypes: readonly DocTypeMeta[]): Promise<Viewer> {
  const { caller, model } = scope;
  const sync = scope.sync();
  const user = caller.token.isGuest ? 'Guest' : await readUserOnce(scope, caller);
  const isFlat = (doctype: string) => {
    const meta = model.doctypes.get(doctype);
    return meta !== undefined && !isNestedSet(meta);
  };
  const [identity, restrictions] = await Promise.all([sync.readRoles(user), sync.readRestrictions(user, isFlat)]);
  const { roles, isAdministrator } = identity;
  if (roles === null) {
    const message = "Neither the site nor the gateway's account shows your roles, which following changes needs.";
    throw new GatewayError('UPSTREAM_ERROR', message);
  }
  const permissions = shortHash([[...roles].sort(), isAdministrator, restrictions]);
  const rights = Object.fromEntries(doctypes.map((doctype) => [doctype.name, rightsOf(doctype)]));
  return { user, identity, permissions, rights };
}

/** The site's clock and that of the server that writes documents may differ by so many seconds. */
const SKEW = 300;
/** The `Date` header has whole seconds. */
const TOLERANCE = 5;

function toTimes({ wall, horizon }: SiteMoment, overlapSeconds: number): PageTimes {
  return {
    horizon,
    late: secondsBefore(wall, overlapSeconds + TOLERANCE),
    surelyLate: secondsBefore(wall, overlapSeconds + SKEW),
    overlapBefore: (time) => secondsBefore(time, overlapSeconds),
  };
}

/** Deletions, renames and shares: those from before the first question are in its documents already. */
async function readRecords(
  scope: RequestScope,
  page: SyncPage,
  { doctypes }: ChangesPlan,
  { user, identity }: Viewer,
  times: PageTimes,
): Promise<FoundRecords> {
  const names = doctypes.map(({ name }) => name);
  const start = startAt(times.surelyLate);
  const lists = [editList(scope, names, start), shareList(scope, user, names, start)];
  if (readsDeletions(scope, identity)) lists.push(deletionList(scope, names, start));
  await page.skip(lists.filter((list) => !page.hasBegun(list)));
  const begun = lists.filter((list) => page.hasBegun(list));
  const rows = new Map((await page.read(begun)).map((some, index) => [begun[index]?.key, some]));
  const [edits = [], shares = [], deletions = []] = lists.map(({ key }) => rows.get(key));
  return { edits, shares, deletions };
}

async function readChanged(
  scope: RequestScope,
  page: SyncPage,
  doctypes: readonly DocTypeMeta[],
): Promise<SyncChange[]> {
  const lists = doctypes.map((doctype) => documentList(scope, doctype));
  const rows = await page.read(lists);
  return doctypes.flatMap(({ name }, index) => (rows[index] ?? []).map((row) => toChange(name, row)));
}

function toChange(doctype: string, { name, time, isCreated }: NewRow): SyncChange {
  return { kind: isCreated ? 'CREATED' : 'CHANGED', doctype, name: String(name), oldName: null, modified: time };
}

/** Reads the documents that are there still, one batch for each DocType. */
async function withDocuments(
  scope: RequestScope,
  { documents }: ChangesPlan,
  changes: readonly SyncChange[],
): Promise<readonly SyncChange[]> {
  if (documents === null) return changes;
  const isThere = ({ kind }: SyncChange) => kind !== 'DELETED' && kind !== 'NO_LONGER_VISIBLE';
  const read = await Promise.all(
    [...documents].map(async ([doctype, plan]) => {
      const names = new Set(changes.filter((one) => isThere(one) && one.doctype === doctype).map(({ name }) => name));
      return [doctype, names.size === 0 ? null : await readDocsByName(scope, plan, names)] as const;
    }),
  );
  const byDoctype = new Map(read);
  return changes.map((change) => {
    const document = isThere(change) ? (byDoctype.get(change.doctype)?.get(change.name) ?? null) : null;
    const isRow = document !== null && !(document instanceof Error);
    return { ...change, document: isRow ? { ...document, doctype: change.doctype } : document };
  });
}
