import { deriveOnce } from '../derive-once.ts';
import { readsOfList } from './doc-reads.ts';
import type { FrappeFilter, NestedFilter } from './frappe-filter.ts';
import type { FrappeRequest } from './frappe-request.ts';

/** A column, or the columns of a child table's rows (only where the site can nest them). */
export type ListField = string | Record<string, unknown>;

/** A list call of Frappe's REST API, as plain data. */
export interface ListQuery {
  doctype: string;
  fields: readonly ListField[];
  /** All must hold. */
  filters?: readonly FrappeFilter[];
  /** In place of both: only the newer v2 lists take it. */
  nested?: NestedFilter;
  /** At least one must hold. */
  orFilters?: readonly FrappeFilter[];
  /** Such as `posting_date desc, name asc`. Only aggregates go without: a page without it has no order at all. */
  orderBy: string | null;
  start?: number;
  /** Rows; 0 asks for all. */
  limit: number;
  /** The parent's DocType, needed to list a child DocType. */
  parent?: string;
  groupBy?: string;
  /** Asks the site for the SQL that it ran. */
  debug?: boolean;
  exactNumbers?: readonly string[];
  /** Sends numbers as numbers: controllers of virtual DocTypes compute with them (RQ Job on v17). */
  asBody?: boolean;
}

/**
 * gunicorn takes a request line of 4,094 bytes by default. The verb, the protocol and a prefix of the site's address
 * need some of it.
 */
export const MAX_PATH_BYTES = 3800;

/**
 * @returns the list call as GET, or as POST to the same code behind `frappe.client.get_list` where a URL is too short.
 */
export function toListRequest(query: ListQuery): FrappeRequest {
  const { exactNumbers = [], doctype, parent } = query;
  const reads = readsOfList(doctype, query, parent);
  const request = { isRead: true, reads, exactNumbers };
  if (query.nested) return { verb: 'GET', path: toV2Path(query, query.nested), ...request };
  const path = `/api/resource/${encodeURIComponent(doctype)}?${toSearch(query)}`;
  if (path.length <= MAX_PATH_BYTES && !query.asBody) return { verb: 'GET', path, ...request };
  return { verb: 'POST', path: '/api/method/frappe.client.get_list', body: toBody(query), ...request };
}

/** Whether a call can be made as it is: one with a nested filter has no form with a body. */
export function fitsIntoUrl(query: ListQuery): boolean {
  return query.nested === undefined || toV2Path(query, query.nested).length <= MAX_PATH_BYTES;
}

/** v2 has other names for some parameters (frappe/api/v2.py). Its `limit` is never 0, which would mean no rows. */
function toV2Path(query: ListQuery, nested: NestedFilter): string {
  const search = new URLSearchParams({ fields: JSON.stringify(query.fields), filters: JSON.stringify(nested) });
  if (query.orderBy !== null) search.set('order_by', query.orderBy);
  if (query.start) search.set('start', String(query.start));
  search.set('limit', String(query.limit));
  if (query.debug) search.set('debug', '1');
  return `/api/v2/document/${encodeURIComponent(query.doctype)}?${search.toString()}`;
}

function toSearch(query: ListQuery): string {
  let search = fieldsText(query.fields);
  const options = toOptions(query);
  for (const key in options) {
    const value = options[key];
    search += `&${key}=${toFormText(typeof value === 'object' ? JSON.stringify(value) : String(value))}`;
  }
  return search;
}

/** The same columns are asked for again and again. */
const fieldsText = deriveOnce((fields: readonly ListField[]) => `fields=${toFormText(JSON.stringify(fields))}`);

/** As in a form, where a blank is short. `URLSearchParams` takes four times as long. */
function toFormText(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function toBody(query: ListQuery): Record<string, unknown> {
  return { doctype: query.doctype, fields: query.fields, ...toOptions(query) };
}

function toOptions(query: ListQuery): Record<string, unknown> {
  return {
    ...(query.filters?.length ? { filters: query.filters } : {}),
    ...(query.orFilters?.length ? { or_filters: query.orFilters } : {}),
    ...(query.groupBy ? { group_by: query.groupBy } : {}),
    ...(query.orderBy === null ? {} : { order_by: query.orderBy }),
    ...(query.start ? { limit_start: query.start } : {}),
    limit_page_length: query.limit,
    ...(query.parent ? { parent: query.parent } : {}),
    ...(query.debug ? { debug: 1 } : {}),
  };
}
