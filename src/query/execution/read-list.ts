import type { ListRead } from '../plan/read-plan.ts';
import { completeRows } from './complete-rows.ts';
import { resolveFilter } from './filter/resolve-filter.ts';
import { readCountedPage } from './paging/counted-page.ts';
import type { ListPage } from './paging/list-page.ts';
import { assertMaySort } from './permission/assert-may-test.ts';
import type { RequestScope } from './scope/request-scope.ts';

/** Reads a page of documents as the caller, and what its plan needs in addition; the number of all in parallel. */
export async function readList(scope: RequestScope, read: ListRead): Promise<ListPage> {
  await assertMaySort(scope, read.doctype, read.orderBy);
  const page = await readCountedPage(scope, read, await resolveFilter(scope, read.doctype, read.filter));
  if (read.plan) await completeRows(scope, read.plan, page.rows, read.doctype.isVirtual ? 'document' : 'list');
  return page;
}
