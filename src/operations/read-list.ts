import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { assertMayUse } from './assert-may-test.ts';
import { completeRows } from './complete-rows.ts';
import { countDocs } from './count-docs.ts';
import type { Filter } from './filter.ts';
import { toTotalOrder } from './keyset.ts';
import { type PageRequest, readPageRows } from './read-page.ts';
import { type DocPlan, type Row, toRowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { resolveFilter } from './resolve-filter.ts';
import type { SortKey } from './sort-order.ts';
import type { WireFilter } from './wire-filter.ts';

/** A page of documents, as plain data. */
export interface ListRead {
  /** What is asked of the documents; null where only the number of them is. */
  plan: DocPlan | null;
  doctype: DocTypeMeta;
  filter: Filter;
  orderBy: readonly SortKey[];
  page: PageRequest;
  /** Whether to find out if rows follow (or, read backward, precede), which costs one row and no call. */
  wantsMore: boolean;
  /** Whether cursors are made of the rows, which takes their sort columns. */
  wantsCursors: boolean;
  wantsTotalCount: boolean;
}

export interface ListPage {
  rows: readonly Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Null where it was not asked for. A failed count does not take the rows with it. */
  totalCount: number | null | Error;
}

/** Reads a page of documents as the caller, and what its plan asks beyond it; the number of all beside it. */
export async function readList(scope: RequestScope, read: ListRead): Promise<ListPage> {
  for (const { fieldname } of read.orderBy) await assertMayUse(scope, read.doctype, read.doctype, fieldname);
  const wire = await resolveFilter(scope, read.doctype, read.filter);
  if (wire === null) return { ...toPage(read, []), totalCount: read.wantsTotalCount ? 0 : null };
  const [page, totalCount] = await Promise.all([
    readRows(scope, read, wire),
    read.wantsTotalCount ? countDocs(scope, read.doctype, wire).catch(toError) : null,
  ]);
  return { ...page, totalCount };
}

type RowsPage = Omit<ListPage, 'totalCount'>;

async function readRows(scope: RequestScope, read: ListRead, wire: WireFilter): Promise<RowsPage> {
  if (read.plan === null || read.page.size === 0) return toPage(read, []);
  const plan = read.wantsCursors ? withColumns(read.plan, toTotalOrder(read.orderBy)) : read.plan;
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const size = read.page.size + (read.wantsMore ? 1 : 0);
  const found = await readPageRows(scope, read.doctype, shape, wire, read.orderBy, { ...read.page, size });
  const page = toPage(read, found);
  await completeRows(scope, plan, page.rows, read.doctype.isVirtual ? 'document' : 'list');
  return page;
}

function withColumns(plan: DocPlan, keys: readonly SortKey[]): DocPlan {
  return { ...plan, columns: new Set([...plan.columns, ...keys.map((key) => key.fieldname)]) };
}

/** @param found the page's rows, with one more where there are more. */
function toPage({ page }: ListRead, found: readonly Row[]): RowsPage {
  const hasMore = found.length > page.size;
  const isPastStart = page.position !== null || page.offset > 0;
  if (page.isBackward) {
    const rows = hasMore ? found.slice(found.length - page.size) : found;
    return { rows, hasPreviousPage: hasMore, hasNextPage: page.position !== null };
  }
  return { rows: found.slice(0, page.size), hasNextPage: hasMore, hasPreviousPage: isPastStart };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
