import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { reverseOrder, type Segment, segmentsAfter, toTotalOrder } from './keyset.ts';
import { listRows } from './list-rows.ts';
import type { PageRequest } from './page-request.ts';
import type { Row, RowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import type { SortKey } from './sort-order.ts';
import { toListQuery, type WireFilter } from './wire-filter.ts';

/** Reads the rows of a page in their order: one call, or as many as a position needs until the page is full. */
export async function readPageRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  wire: WireFilter,
  orderBy: readonly SortKey[],
  page: PageRequest,
): Promise<Row[]> {
  const forward = toTotalOrder(orderBy);
  const keys = page.isBackward ? reverseOrder(forward) : forward;
  const segments: Segment[] = page.position
    ? segmentsAfter(doctype, keys, page.position)
    : [{ filters: [], keys, nullColumns: [] }];
  const rows: Row[] = [];
  for (const segment of segments) {
    if (rows.length >= page.size) break;
    const query = toListQuery(doctype, { ...wire, filters: [...wire.filters, ...segment.filters] }, segment.keys);
    const found = await listRows(scope, doctype, shape, {
      ...query,
      start: page.offset,
      limit: page.size - rows.length,
    });
    rows.push(...cutAtValue(found, segment.nullColumns));
  }
  return page.isBackward ? rows.reverse() : rows;
}

function cutAtValue(rows: Row[], nullColumns: readonly string[]): Row[] {
  const end = rows.findIndex((row) => nullColumns.some((column) => row[column] !== null));
  return end === -1 ? rows : rows.slice(0, end);
}
