/** The REST calls of the workloads, shared by the proxy's requests, the hand-written composition and the reference. */

/** The path at which the site's front reports how many calls it counted so far. */
export const COUNT_PATH = '/bench/calls';

/** The path at which the metadata site changes its model a little. */
export const CHANGE_PATH = '/bench/change';

/** One call to the site. */
export interface SiteCall {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: string;
}

export interface ListOptions {
  fields: readonly string[];
  filters?: readonly (readonly unknown[])[];
  limit: number;
}

/** @returns the list call for a DocType, ordered by name. */
export function toListCall(doctype: string, { fields, filters, limit }: ListOptions): SiteCall {
  const search = new URLSearchParams({ fields: JSON.stringify(fields) });
  if (filters) search.set('filters', JSON.stringify(filters));
  search.set('order_by', 'name asc');
  search.set('limit_page_length', String(limit));
  return { method: 'GET', path: `/api/resource/${encodeURIComponent(doctype)}?${search}` };
}

/** @returns the call for the rows of one child table of many parents (the form that all versions have). */
export function toChildRowsCall(
  doctype: string,
  parentDoctype: string,
  fields: readonly string[],
  parents: readonly string[],
): SiteCall {
  const filters = { parent: ['in', parents], parenttype: parentDoctype, parentfield: 'items' };
  const query = { doctype, parent: parentDoctype, fields, filters, order_by: 'parent asc, idx asc' };
  const body = JSON.stringify({ ...query, limit_page_length: 0 });
  return { method: 'POST', path: '/api/method/frappe.client.get_list', body };
}

/** @returns the call for one document. */
export function toDocumentCall(doctype: string, name: string): SiteCall {
  return { method: 'GET', path: `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}` };
}

/** @returns the call that sets fields of one document. */
export function toUpdateCall(doctype: string, name: string, values: Record<string, unknown>): SiteCall {
  return { ...toDocumentCall(doctype, name), method: 'PUT', body: JSON.stringify(values) };
}

/** Columns of the workloads' lists; the composition and the GraphQL queries ask for the same. */
export const COLUMNS = {
  W1: ['name', 'customer_name', 'order_date', 'status', 'grand_total', 'docstatus'],
  W4: ['name', 'customer_name', 'order_date', 'status', 'grand_total', 'docstatus'],
  W5: [
    'name',
    'customer_name',
    'order_date',
    'delivery_date',
    'status',
    'total_qty',
    'net_total',
    'grand_total',
    'creation',
    'modified',
  ],
} as const;
