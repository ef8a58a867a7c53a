import { GatewayError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { listRows, NAMES } from '../rows/list-rows.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { toListQuery, type WireFilter } from './wire-filter.ts';

/**
 * Reads the names of all documents that a filter finds, as the caller.
 *
 * @throws GatewayError `FILTER_TOO_BROAD` if they are more than the limit.
 */
export async function listNames(
  scope: RequestScope,
  doctype: DocTypeMeta,
  wire: WireFilter,
  path: string,
): Promise<string[]> {
  const limit = scope.limits.filterNames;
  const rows = await listRows(scope, doctype, NAMES, {
    ...toListQuery(doctype, wire, []),
    limit: limit + 1,
  });
  if (rows.length <= limit) return rows.map((row) => String(row.name));
  const message = `${path} finds more than ${limit} ${doctype.name} documents. Narrow it.`;
  throw new GatewayError('FILTER_TOO_BROAD', message, { field: path });
}
