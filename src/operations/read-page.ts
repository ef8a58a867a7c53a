import type { FrappeFilter, NestedFilter } from '../frappe/list-request.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { canNestWith, fitsIntoUrl } from './filter/nested-filter.ts';
import { joinNested, toListQuery, type WireFilter } from './filter/wire-filter.ts';
import { reverseOrder, type Segment, segmentsAfter, toTotalOrder } from './keyset.ts';
import { listRows } from './list-rows.ts';
import type { PageRequest } from './page-request.ts';
import type { Row, RowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import type { SortKey } from './sort-order.ts';

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
  const segments = toSegments(scope, doctype, keys, page, wire);
  const rows: Row[] = [];
  for (const segment of segments) {
    if (rows.length >= page.size) break;
    const query = toListQuery(doctype, narrow(wire, segment), segment.keys);
    const found = await listRows(scope, doctype, withColumnsOf(shape, segment), {
      ...query,
      start: page.offset,
      limit: page.size - rows.length,
    });
    rows.push(...cutAtValue(found, segment.nullColumns));
  }
  return page.isBackward ? rows.reverse() : rows;
}

/** Where the site takes nested filters, what lies behind a position is one call. */
function toSegments(
  scope: RequestScope,
  doctype: DocTypeMeta,
  keys: readonly SortKey[],
  { position }: PageRequest,
  wire: WireFilter,
): Segment[] {
  if (position === null) return [{ filters: [], keys, nullColumns: [] }];
  const segments = segmentsAfter(doctype, keys, position);
  const areCut = segments.some((segment) => segment.nullColumns.length > 0);
  if (!scope.model.info.capabilities.nestedFilters || areCut || wire.joinsRows || segments.length < 2) return segments;
  const branches = segments.map((segment) => joinNested('and', segment.filters) as NestedFilter);
  const nested = joinNested('or', branches) as NestedFilter;
  const whole: Segment = { filters: [], nested, keys, nullColumns: [] };
  return canNestWith(wire.filters) && fitsIntoUrl(narrow(wire, whole)) ? [whole] : segments;
}

function narrow(wire: WireFilter, segment: Segment): WireFilter {
  const filters = [...wire.filters, ...segment.filters];
  if (segment.nested === undefined) return { ...wire, filters };
  const parts = [wire.nested, orOf(wire.orFilters), segment.nested].filter((part) => part !== undefined);
  return { ...wire, filters, orFilters: [], nested: joinNested('and', parts) as NestedFilter };
}

function orOf(orFilters: readonly FrappeFilter[]): NestedFilter | undefined {
  return orFilters.length > 0 ? (joinNested('or', orFilters) as NestedFilter) : undefined;
}

/** Where rows are cut at a value, lists have to return it. */
function withColumnsOf(shape: RowShape, { nullColumns }: Segment): RowShape {
  return nullColumns.length === 0 ? shape : { ...shape, columns: [...new Set([...shape.columns, ...nullColumns])] };
}

function cutAtValue(rows: Row[], nullColumns: readonly string[]): Row[] {
  const end = rows.findIndex((row) => nullColumns.some((column) => row[column] !== null));
  return end === -1 ? rows : rows.slice(0, end);
}
