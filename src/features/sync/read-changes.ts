import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { secondsBefore } from '../../metadata/site-time.ts';
import { readUser } from '../../query/execution/permission/read-identity.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { CallerIdentity, RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { SiteMoment } from '../../query/execution/scope/sync-access.ts';
import { fullDateTime } from '../../query/plan/time-text.ts';
import { type FoundRecords, findLost, judgeRecords } from './judge-records.ts';
import { type PageTimes, startAt } from './list-position.ts';
import type { NewRow } from './read-news.ts';
import type { ChangesPage, ChangesPlan, SyncChange } from './sync-change.ts';
import { deletionList, documentList, editList, readsDeletions, shareList } from './sync-lists.ts';
import { SyncPage } from './sync-page.ts';
import {
  assertSamePermissions,
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
 * @throws GatewayError `RESUME_EXPIRED` if the client has to read everything again.
 */
export async function readChanges(scope: RequestScope, plan: ChangesPlan): Promise<ChangesPage> {
  const { sync } = scope;
  const { since, first, held } = plan;
  const viewer = await readViewer(scope, plan.doctypes);
  const now = await sync.now();
  const state = since === null ? null : readToken(sync, since, viewer.user);
  if (state !== null) assertSamePermissions(state, viewer);
  const before = state === null ? {} : positionsNow(state, now, sync.overlapSeconds);
  const times = toTimes(now, sync.overlapSeconds);
  const page = new SyncPage(before, times, first);
  const [lost, records] = await Promise.all([findLost(scope, held), readRecords(scope, page, plan, viewer, times)]);
  const judged = await judgeRecords(scope, plan.doctypes, records);
  const changed = await readChanged(scope, page, plan.doctypes);
  const nodes = await withDocuments(scope, plan, [...lost, ...judged, ...changed]);
  const { user, permissions, rights } = viewer;
  const moment = { wall: now.wall, real: now.real };
  const next = writeToken(sync, { user, permissions, rights, moment, lists: page.positions });
  return { nodes, next, hasMore: page.hasMore };
}

/** Who asks, and what decides about the documents that they see. */
interface Viewer extends Pick<SyncState, 'user' | 'permissions' | 'rights'> {
  readonly identity: CallerIdentity;
}

async function readViewer(scope: RequestScope, doctypes: readonly DocTypeMeta[]): Promise<Viewer> {
  const { caller, client, sync, model } = scope;
  const user = caller.token.isGuest ? 'Guest' : await readUser(client, caller);
  const trees = new Set([...model.doctypes.values()].filter(({ isTree }) => isTree).map(({ name }) => name));
  const [identity, restrictions] = await Promise.all([
    scope.identityOf(caller, user),
    sync.readRestrictions(user, trees),
  ]);
  const { roles, isAdministrator } = identity;
  const permissions = shortHash([roles === null ? null : [...roles].sort(), isAdministrator, restrictions]);
  const rights = Object.fromEntries(doctypes.map((doctype) => [doctype.name, rightsOf(doctype)]));
  return { user, identity, permissions, rights };
}

/** The site's clock and that of the server that writes documents may differ by so many seconds. */
const SKEW = 900;
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

/** Deletions, renames and shares: those from before the first question are in its answer already. */
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
  const [edits = [], shares = [], deletions = []] = await page.read(lists);
  return { edits, shares, deletions };
}

async function readChanged(
  scope: RequestScope,
  page: SyncPage,
  doctypes: readonly DocTypeMeta[],
): Promise<SyncChange[]> {
  const lists = doctypes.map((doctype, index) => documentList(scope, doctype, `doctypes.${index}`));
  const rows = await page.read(lists);
  return lists.flatMap((list, index) => {
    const from = page.newsFrom(list);
    return (rows[index] ?? []).map((row) => toChange(doctypes[index]?.name ?? '', row, from));
  });
}

function toChange(doctype: string, { name, time, values }: NewRow, from: string | null): SyncChange {
  const creation = typeof values.creation === 'string' ? fullDateTime(values.creation) : null;
  const isNew = from === null || (creation !== null && creation >= from);
  return { kind: isNew ? 'CREATED' : 'CHANGED', doctype, name: String(name), oldName: null, modified: time };
}

/** Reads the documents that are there still, one batch for each DocType. */
async function withDocuments(
  scope: RequestScope,
  { doctypes, planFor }: ChangesPlan,
  changes: readonly SyncChange[],
): Promise<readonly SyncChange[]> {
  if (planFor === null) return changes;
  const isThere = ({ kind }: SyncChange) => kind !== 'DELETED' && kind !== 'NO_LONGER_VISIBLE';
  const read = await Promise.all(
    doctypes.map(async ({ name: doctype }) => {
      const names = new Set(changes.filter((one) => isThere(one) && one.doctype === doctype).map(({ name }) => name));
      return [doctype, names.size === 0 ? null : await readDocsByName(scope, planFor(doctype), names)] as const;
    }),
  );
  const byDoctype = new Map(read);
  return changes.map((change) => {
    const document = isThere(change) ? (byDoctype.get(change.doctype)?.get(change.name) ?? null) : null;
    const isRow = document !== null && !(document instanceof Error);
    return { ...change, document: isRow ? { ...document, doctype: change.doctype } : document };
  });
}
