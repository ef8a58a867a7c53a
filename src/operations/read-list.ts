import { assertMayUse } from './assert-may-test.ts';
import { completeRows } from './complete-rows.ts';
import { countDocs } from './count-docs.ts';
import { toTotalOrder } from './keyset.ts';
import { type ListPage, type RowsPage, toPage, withColumns } from './list-page.ts';
import { readPageRows } from './read-page.ts';
import { type ListRead, toRowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { resolveFilter } from './resolve-filter.ts';
import type { WireFilter } from './wire-filter.ts';

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

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
