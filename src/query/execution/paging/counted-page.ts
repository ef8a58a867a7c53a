import { toError } from '../../../errors.ts';
import { type ListRead, type Row, toRowShape } from '../../plan/read-plan.ts';
import { countDocs } from '../aggregate/count-docs.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { toTotalOrder } from './keyset.ts';
import { type ListPage, toPage, withColumns } from './list-page.ts';
import { readPageRows } from './read-page.ts';

/**
 * Reads the rows of a page and, in parallel, the number of all; what the plan asks beyond the rows' columns is read
 * later. A failed count does not take the rows with it.
 *
 * @param wire the filter in the form of a call, or null if nothing can match.
 */
export async function readCountedPage(scope: RequestScope, read: ListRead, wire: WireFilter | null): Promise<ListPage> {
  if (wire === null) return { ...toPage(read, []), totalCount: read.needsTotalCount ? 0 : null };
  const [found, totalCount] = await Promise.all([
    readRows(scope, read, wire),
    read.needsTotalCount ? countDocs(scope, read.doctype, wire).catch(toError) : null,
  ]);
  return { ...toPage(read, found), totalCount };
}

async function readRows(scope: RequestScope, read: ListRead, wire: WireFilter): Promise<Row[]> {
  if (read.plan === null || read.page.size === 0) return [];
  const plan = read.needsCursors ? withColumns(read.plan, toTotalOrder(read.orderBy)) : read.plan;
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const size = read.page.size + (read.needsMore ? 1 : 0);
  return readPageRows(scope, read.doctype, shape, wire, read.orderBy, { ...read.page, size });
}
