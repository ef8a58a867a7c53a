import type { FrappeFilter, NestedFilter } from '../../../frappe/frappe-filter.ts';
import { fitsIntoUrl } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { assertTakesOrder } from '../../plan/order-text.ts';
import type { PageRequest } from '../../plan/page-request.ts';
import type { Row, RowShape } from '../../plan/read-plan.ts';
import { type SortKey, toOrderBy } from '../../plan/sort-order.ts';
import { canNestWith } from '../filter/nested-filter.ts';
import { joinNested, toListQuery, type WireFilter } from '../filter/wire-filter.ts';
import { listRows, NAMES, type RowsQuery } from '../rows/list-rows.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { reverseOrder, type Segment, segmentsAfter, toTotalOrder } from './keyset.ts';

/** Reads the rows of a page in their order: one call, or as many as a position needs until the page is full. */
export async function readPageRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  wire: WireFilter,
  orderBy: readonly SortKey[],
  page: PageRequest,
): Promise<Row[]> {
  if (doctype.isVirtual) return readVirtualRows(scope, doctype, shape, wire, page);
  // With joined rows, the name of the DocType is part of the order.
  assertTakesOrder(scope.model.info.capabilities, toOrderBy(doctype, orderBy, wire.joinsRows), 'orderBy');
  const forward = toTotalOrder(orderBy);
  const keys = page.isBackward ? reverseOrder(forward) : forward;
  const segments = toSegments(scope, doctype, keys, page, wire);
  if (wire.toPlain && !segments.every((segment) => findsNames(doctype, wire, segment, page))) {
    const plain = await wire.toPlain();
    return plain === null ? [] : readPageRows(scope, doctype, shape, plain, orderBy, page);
  }
  const rows: Row[] = [];
  for (const segment of segments) {
    if (rows.length >= page.size) break;
    const query = toQuery(doctype, wire, segment, { ...page, size: page.size - rows.length });
    const found = await listRows(scope, doctype, withColumnsOf(shape, segment), query);
    rows.push(...cutAtValue(found, segment.nullColumns));
  }
  return page.isBackward ? rows.reverse() : rows;
}

/** Some controllers pass over `limit_start` and `limit_page_length`, so the rows before the page are read, too. */
async function readVirtualRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  wire: WireFilter,
  { offset, size }: PageRequest,
): Promise<Row[]> {
  const query = { ...toListQuery(doctype, wire, []), limit: offset + size };
  return (await listRows(scope, doctype, shape, query)).slice(offset, offset + size);
}

/** If the site takes nested filters, the rows after a position take one call. */
function toSegments(
  scope: RequestScope,
  doctype: DocTypeMeta,
  keys: readonly SortKey[],
  page: PageRequest,
  wire: WireFilter,
): Segment[] {
  const { position } = page;
  if (position === null) return [{ filters: [], keys, nullColumns: [] }];
  const segments = segmentsAfter(doctype, keys, position);
  const areCut = segments.some((segment) => segment.nullColumns.length > 0);
  if (!scope.model.info.capabilities.nestedFilters || areCut || wire.joinsRows || segments.length < 2) return segments;
  const branches = segments.map((segment) => joinNested('and', segment.filters) as NestedFilter);
  const nested = joinNested('or', branches) as NestedFilter;
  const whole: Segment = { filters: [], nested, keys, nullColumns: [] };
  return canNestWith(wire.filters) && findsNames(doctype, wire, whole, page) ? [whole] : segments;
}

/** Whether a call for a segment, of which only the names are read, is short enough. */
function findsNames(doctype: DocTypeMeta, wire: WireFilter, segment: Segment, page: PageRequest): boolean {
  const query = toQuery(doctype, wire, segment, page);
  return fitsIntoUrl({ ...query, doctype: doctype.name, fields: NAMES.columns });
}

function toQuery(doctype: DocTypeMeta, wire: WireFilter, segment: Segment, { offset, size }: PageRequest): RowsQuery {
  return { ...toListQuery(doctype, narrow(wire, segment), segment.keys), start: offset, limit: size };
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

/** If a page ends at a value, lists have to return that value. */
function withColumnsOf(shape: RowShape, { nullColumns }: Segment): RowShape {
  return nullColumns.length === 0 ? shape : { ...shape, columns: [...new Set([...shape.columns, ...nullColumns])] };
}

function cutAtValue(rows: Row[], nullColumns: readonly string[]): Row[] {
  const end = rows.findIndex((row) => nullColumns.some((column) => row[column] !== null));
  return end === -1 ? rows : rows.slice(0, end);
}
