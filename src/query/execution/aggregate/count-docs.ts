import { GatewayError } from '../../../errors.ts';
import { readsOfList } from '../../../frappe/doc-reads.ts';
import { readRows } from '../../../frappe/envelope.ts';
import { toListRequest } from '../../../frappe/list-request.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { COUNT_FIELD } from '../filter/nested-filter.ts';
import { toListQuery, type WireFilter } from '../filter/wire-filter.ts';
import { listRows, NAMES } from '../rows/list-rows.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { COUNT_KEY } from './aggregate.ts';
import { askGroups } from './read-groups.ts';

/**
 * Counts what the caller may see. `frappe.client.get_count` would count everything: before v16 it asks no permission.
 *
 * @param atMost the number at which the site may stop; null to count all.
 * @returns null if the site gave up, as newer ones do after a second where they may stop.
 */
export async function countDocs(
  scope: RequestScope,
  doctype: DocTypeMeta,
  wire: WireFilter,
  atMost: number | null,
): Promise<number | null> {
  if (wire.nested) return countNested(scope, doctype, wire);
  if (hasBackslash([wire.filters, wire.orFilters])) return countByList(scope, doctype, wire);
  const args = {
    doctype: doctype.name,
    filters: JSON.stringify(wire.filters),
    ...(wire.orFilters.length > 0 ? { or_filters: JSON.stringify(wire.orFilters) } : {}),
    fields: '[]',
    distinct: String(wire.joinsRows),
    ...(atMost === null || doctype.isVirtual ? {} : { limit: String(atMost) }),
  };
  const reads = readsOfList(doctype.name, wire);
  const request = toReadMethodRequest('frappe.desk.reportview.get_count', args, reads);
  const { body } = await scope.client.send(request, scope.caller);
  if (atMost !== null && !doctype.isVirtual && (body.message ?? null) === null) return null;
  return toCount(doctype, body.message);
}

/** Controllers of virtual DocTypes count by themselves, and some do not: their `get_count` is `pass`. */
function toCount({ name, isVirtual }: DocTypeMeta, answer: unknown): number {
  if (typeof answer === 'number' && Number.isInteger(answer)) return answer;
  if (isVirtual) throw new GatewayError('UPSTREAM_ERROR', `The controller of ${name} does not count its documents.`);
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a count from the site, got ${typeof answer}.`);
}

/** v17's count method loses backslashes of filters, and fails if a value ends with one; its lists do not. */
function hasBackslash(value: unknown): boolean {
  return Array.isArray(value) ? value.some(hasBackslash) : typeof value === 'string' && value.includes('\\');
}

/** Rows of child tables repeat their document, which a count of a list includes, so the names are counted. */
async function countByList(scope: RequestScope, doctype: DocTypeMeta, wire: WireFilter): Promise<number> {
  if (wire.joinsRows) {
    return (await listRows(scope, doctype, NAMES, { ...toListQuery(doctype, wire, []), limit: 0 })).length;
  }
  const [row] = await askGroups(scope, { doctype, wire, groupBy: [], measures: [], orderBy: [], limit: 1 });
  return Number(row?.[COUNT_KEY] ?? 0);
}

/** The count methods take no nested filter; a list that counts does. */
async function countNested(scope: RequestScope, doctype: DocTypeMeta, wire: WireFilter): Promise<number> {
  const { nested } = toListQuery(doctype, wire, []);
  const query = { doctype: doctype.name, fields: [COUNT_FIELD], orderBy: null, limit: 1 };
  const request = toListRequest({ ...query, ...(nested ? { nested } : {}) });
  const [row] = readRows(await scope.client.send(request, scope.caller));
  return Number(row?.n ?? 0);
}
