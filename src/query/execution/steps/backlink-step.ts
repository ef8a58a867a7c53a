import { GatewayError, toError } from '../../../errors.ts';
import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { chunk } from '../../plan/batch-limits.ts';
import { type BacklinkStep, type Row, type RowShape, toRowShape } from '../../plan/read-plan.ts';
import { countInTime, NO_DOCS } from '../aggregate/count-in-time.ts';
import { resolveFilter } from '../filter/resolve-filter.ts';
import { resolveUnjoined } from '../filter/unjoined-filter.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import { toTotalOrder } from '../paging/keyset.ts';
import { type ListPage, toPage, withColumns } from '../paging/list-page.ts';
import { readPageRows } from '../paging/read-page.ts';
import { assertMaySort, assertMayUse } from '../permission/assert-may-test.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { canReadTogether, costOfBacklinks, isTreeLevel, MOST_NODES, MOST_SINGLE_PAGES } from './backlink-cost.ts';
import type { StepInput, StepKind } from './read-step.ts';

/** The column of the linked row's name in a joined read. */
const LINK_ALIAS = 'linked_row';

/**
 * Reads the documents that link to the rows: one call for all rows, capped. If the pages of many rows might not have
 * fitted into it, one more reads as much as a call can for these. A row whose page is still unknown is asked for by
 * itself, a few at a time; so is every row where the page does not start at the beginning.
 */
export const backlinkStep: StepKind<BacklinkStep> = { read: readBacklinks, cost: costOfBacklinks };

async function readBacklinks(step: BacklinkStep, { scope, doctype, rows, next }: StepInput): Promise<void> {
  const { read } = step;
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const pages = await readPages(scope, step, doctype.name, names).catch(toError);
  for (const row of rows) row[step.key] = pages instanceof Error ? pages : pages.get(String(row.name));
  if (pages instanceof Error || read.plan === null) return;
  const documents = [...pages.values()].flatMap((page) => (page instanceof Error ? [] : [...page.rows]));
  if (!isTreeLevel(step) || documents.length <= MOST_NODES)
    return next(read.plan, documents, read.doctype.isVirtual ? 'document' : 'list');
  for (const row of rows) row[step.key] = tooManyNodes();
}

function tooManyNodes(): GatewayError {
  const message = `The next level of this tree has more than ${MOST_NODES.toLocaleString('en')} nodes. Ask for fewer at once.`;
  return new GatewayError('COST_EXCEEDED', message, { field: 'rows' });
}

type Pages = Map<string, ListPage | Error>;

async function readPages(
  scope: RequestScope,
  step: BacklinkStep,
  target: string,
  names: readonly string[],
): Promise<Pages> {
  const { read } = step;
  await assertMaySort(scope, read.doctype, read.orderBy);
  await assertMayFollow(scope, step);
  // A link in child rows joins them by itself, and a second test of the same table would be one of the same row.
  const own = step.table
    ? await resolveUnjoined(scope, read.doctype, read.filter)
    : await resolveFilter(scope, read.doctype, read.filter, 'plain');
  const wire = own && { ...own, filters: [...own.filters, ...targetFilter(step, target)] };
  if (wire === null) return new Map(names.map((name) => [name, emptyPage(step)]));
  const pages: Pages = new Map();
  const isTogether = names.length > 1 && !wire.joinsRows && canReadTogether(step);
  if (isTogether) await readInBatches(scope, step, wire, names, pages);
  const left = names.filter((name) => !pages.has(name));
  const single = isTogether ? left.slice(0, MOST_SINGLE_PAGES) : left;
  for (const name of left.slice(single.length)) pages.set(name, tooManyPages(left.length));
  await mapConcurrently(single, scope.limits.concurrentDocuments, async (name) => {
    pages.set(name, await readOne(scope, step, wire, name).catch(toError));
  });
  return pages;
}

async function readInBatches(
  scope: RequestScope,
  step: BacklinkStep,
  wire: WireFilter,
  names: readonly string[],
  pages: Pages,
): Promise<void> {
  const { namesPerCall, childRowsPerCall } = scope.limits;
  for (const some of chunk(names, namesPerCall)) {
    await readTogether(scope, step, wire, some, some.length * (step.read.page.size + 1), pages);
  }
  const left = names.filter((name) => !pages.has(name));
  if (left.length <= MOST_SINGLE_PAGES) return;
  for (const some of chunk(left, namesPerCall)) await readTogether(scope, step, wire, some, childRowsPerCall, pages);
}

/** The cost was estimated without their calls, because hardly anybody's documents are spread like this. */
function tooManyPages(count: number): GatewayError {
  const message = `The pages of ${count} documents need a call each, and ${MOST_SINGLE_PAGES} may have one. Ask for fewer documents at once.`;
  return new GatewayError('COST_EXCEEDED', message, { field: 'calls' });
}

/** A document that links to a row reveals the value of the link. */
async function assertMayFollow(
  scope: RequestScope,
  { read, table, linkFieldname, doctypeFieldname }: BacklinkStep,
): Promise<void> {
  const { doctype } = read;
  if (table) await assertMayUse(scope, doctype, doctype, table.fieldname);
  await assertMayUse(scope, doctype, table?.child ?? doctype, linkFieldname);
  if (doctypeFieldname !== null) await assertMayUse(scope, doctype, table?.child ?? doctype, doctypeFieldname);
}

/** A Dynamic Link is one to this DocType if the docfield next to it says so, in the same row. */
function targetFilter({ doctypeFieldname, table }: BacklinkStep, target: string): FrappeFilter[] {
  if (doctypeFieldname === null) return [];
  return [table ? [table.child.name, doctypeFieldname, '=', target] : [doctypeFieldname, '=', target]];
}

/** One call for many rows: a page is known where the answer was not cut off, or holds more of it than was asked. */
async function readTogether(
  scope: RequestScope,
  step: BacklinkStep,
  wire: WireFilter,
  names: readonly string[],
  most: number,
  pages: Pages,
): Promise<void> {
  const { read } = step;
  const limit = Math.min(scope.limits.childRowsPerCall, most);
  const filters = [...wire.filters, linkFilter(step, names)];
  const page = { size: limit, offset: 0, position: null, isBackward: false };
  const found = await readPageRows(
    scope,
    read.doctype,
    toShape(scope, step),
    { ...wire, filters, joinsRows: step.table !== null, keepsRows: true },
    read.orderBy,
    page,
  );
  const groups = groupByLink(step, found);
  const isWhole = found.length < limit;
  for (const name of names) {
    const rows = groups.get(fold(name)) ?? [];
    if (!isWhole && rows.length <= read.page.size) continue;
    if (read.count !== 'none' && !isWhole) continue;
    const count = read.count === 'none' ? null : { value: rows.length, isCapped: false };
    pages.set(name, { ...toPage(read, rows.slice(0, read.page.size + 1)), count });
  }
}

async function readOne(scope: RequestScope, step: BacklinkStep, wire: WireFilter, name: string): Promise<ListPage> {
  const { read } = step;
  const own: WireFilter = {
    ...wire,
    filters: [...wire.filters, linkFilter(step, [name])],
    joinsRows: wire.joinsRows || step.table !== null,
  };
  const page = { ...read.page, size: read.plan === null ? 0 : read.page.size + (read.needsMore ? 1 : 0) };
  const [found, count] = await Promise.all([
    page.size === 0 ? [] : readPageRows(scope, read.doctype, toShape(scope, step, false), own, read.orderBy, page),
    read.count === 'none' ? null : countInTime(scope, read.doctype, own, read.count),
  ]);
  return { ...toPage(read, found), count };
}

function linkFilter({ linkFieldname, table }: BacklinkStep, names: readonly string[]): FrappeFilter {
  return table ? [table.child.name, linkFieldname, 'in', names] : [linkFieldname, 'in', names];
}

/** Each row has to say which row it links to: in its own column, or in one joined from its child rows. */
function toShape(scope: RequestScope, { read, table, linkFieldname }: BacklinkStep, isTogether = true): RowShape {
  const plan = read.plan ?? { doctype: read.doctype, columns: new Set<string>(), steps: [] };
  const sorted = read.needsCursors ? withColumns(plan, toTotalOrder(read.orderBy)) : plan;
  const shape = toRowShape(sorted, scope.model.info.capabilities.nestedChildRows);
  if (!isTogether) return shape;
  if (table === null) return { ...shape, columns: [...new Set([...shape.columns, linkFieldname])] };
  return { ...shape, aliases: { [LINK_ALIAS]: `${table.fieldname}.${linkFieldname}` } };
}

/** A document that names the same row in several of its child rows is one document. */
function groupByLink({ table, linkFieldname }: BacklinkStep, found: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Map<string, Row>>();
  for (const row of found) {
    const link = fold(String(row[table ? LINK_ALIAS : linkFieldname]));
    const group = groups.get(link) ?? new Map<string, Row>();
    if (!group.has(String(row.name))) group.set(String(row.name), table ? { ...row } : row);
    groups.set(link, group);
  }
  return new Map([...groups].map(([link, group]) => [link, [...group.values()]]));
}

/** Links may spell their target in another case than its name. */
function fold(name: string): string {
  return name.toLowerCase().trimEnd();
}

function emptyPage({ read }: BacklinkStep): ListPage {
  return { ...toPage(read, []), count: read.count === 'none' ? null : NO_DOCS };
}
