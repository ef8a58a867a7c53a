import { GatewayError } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { COUNT_FIELD } from './filter/nested-filter.ts';
import { toListQuery, type WireFilter } from './filter/wire-filter.ts';
import type { RequestScope } from './request-scope.ts';

/** Counts what the caller may see. `frappe.client.get_count` would count everything: before v16 it asks no permission. */
export async function countDocs(scope: RequestScope, doctype: DocTypeMeta, wire: WireFilter): Promise<number> {
  if (wire.nested) return countNested(scope, doctype, wire);
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

/** The count methods take no nested filter; a list that counts does. */
async function countNested(scope: RequestScope, doctype: DocTypeMeta, wire: WireFilter): Promise<number> {
  const { nested } = toListQuery(doctype, wire, []);
  const query = { doctype: doctype.name, fields: [COUNT_FIELD], orderBy: null, limit: 1 };
  const request = toListRequest({ ...query, ...(nested ? { nested } : {}) });
  const [row] = readRows(await scope.client.send(request, scope.caller));
  return Number(row?.n ?? 0);
}
