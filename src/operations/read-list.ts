import { GatewayError } from '../errors.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { assertMayUse } from './assert-may-test.ts';
import { completeRows } from './complete-rows.ts';
import type { Filter } from './filter.ts';
import { listRows } from './list-rows.ts';
import { type DocPlan, type Row, toRowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { resolveFilter } from './resolve-filter.ts';
import type { SortKey } from './sort-order.ts';
import { toListQuery, type WireFilter } from './wire-filter.ts';

/** A page of documents, as plain data. */
export interface ListRead {
  /** What is asked of the documents; null where only the number of them is. */
  plan: DocPlan | null;
  doctype: DocTypeMeta;
  filter: Filter;
  orderBy: readonly SortKey[];
  first: number;
  offset: number;
  /** Whether to find out if there is a next page, which costs one row and no call. */
  wantsNextPage: boolean;
  wantsTotalCount: boolean;
}

export interface ListPage {
  rows: readonly Row[];
  hasNextPage: boolean;
  /** Null where it was not asked for. A failed count does not take the rows with it. */
  totalCount: number | null | Error;
}

/** Reads a page of documents as the caller, and what its plan asks beyond it; the number of all beside it. */
export async function readList(scope: RequestScope, read: ListRead): Promise<ListPage> {
  const wire = await resolveFilter(scope, read.doctype, read.filter);
  for (const { fieldname } of read.orderBy) await assertMayUse(scope, read.doctype, read.doctype, fieldname);
  if (wire === null) return { rows: [], hasNextPage: false, totalCount: read.wantsTotalCount ? 0 : null };
  const [page, totalCount] = await Promise.all([
    readPage(scope, read, wire),
    read.wantsTotalCount ? countDocs(scope, read.doctype, wire).catch(toError) : null,
  ]);
  return { ...page, totalCount };
}

async function readPage(
  scope: RequestScope,
  read: ListRead,
  wire: WireFilter,
): Promise<{ rows: Row[]; hasNextPage: boolean }> {
  if (read.plan === null || read.first === 0) return { rows: [], hasNextPage: false };
  const shape = toRowShape(read.plan, scope.model.info.capabilities.nestedChildRows);
  const found = await listRows(scope, read.doctype, shape, {
    ...toListQuery(read.doctype, wire, read.orderBy),
    start: read.offset,
    limit: read.first + (read.wantsNextPage ? 1 : 0),
  });
  const rows = found.slice(0, read.first);
  await completeRows(scope, read.plan, rows, read.doctype.isVirtual ? 'document' : 'list');
  return { rows, hasNextPage: found.length > read.first };
}

/** Counts what the caller may see. `frappe.client.get_count` would count everything: before v16 it asks no permission. */
export async function countDocs(scope: RequestScope, doctype: DocTypeMeta, wire: WireFilter): Promise<number> {
  const request = toReadMethodRequest('frappe.desk.reportview.get_count', {
    doctype: doctype.name,
    filters: JSON.stringify(wire.filters),
    ...(wire.orFilters.length > 0 ? { or_filters: JSON.stringify(wire.orFilters) } : {}),
    fields: '[]',
    distinct: String(wire.joinsRows),
  });
  const { body } = await scope.client.send(request, scope.caller);
  if (typeof body.message === 'number') return body.message;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a count from the site, got ${typeof body.message}.`);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new GatewayError('INTERNAL', 'Internal error.');
}
