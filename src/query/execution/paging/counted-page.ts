import { toError } from '../../../errors.ts';
import { type ListRead, type Row, toRowShape } from '../../plan/read-plan.ts';
import { countInTime, NO_DOCS } from '../aggregate/count-in-time.ts';
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
  if (wire === null) return { ...toPage(read, []), count: read.count === 'none' ? null : NO_DOCS };
  const [found, count] = await Promise.all([
    readRows(scope, read, wire),
    read.count === 'none' ? null : countInTime(scope, read.doctype, wire, read.count).catch(toError),
  ]);
  return { ...toPage(read, found), count };
}

async function readRows(scope: RequestScope, read: ListRead, wire: WireFilter): Promise<Row[]> {
  if (read.plan === null || read.page.size === 0) return [];
  const plan = read.needsCursors ? withColumns(read.plan, toTotalOrder(read.orderBy)) : read.plan;
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const size = read.page.size + (read.needsMore ? 1 : 0);
  return readPageRows(scope, read.doctype, shape, wire, read.orderBy, { ...read.page, size });
}
