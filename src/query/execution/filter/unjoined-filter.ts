import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { Filter } from '../../plan/filter.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { listNames } from './list-names.ts';
import { resolveFilter } from './resolve-filter.ts';
import type { WireFilter } from './wire-filter.ts';

/**
 * Turns a filter into one that joins no child rows. A test of child rows repeats its document for every row, which
 * lists remove by grouping; if groups are selected, or the same table is joined already, its documents are found by
 * name first.
 *
 * @returns null if nothing can match.
 * @throws GatewayError `FILTER_TOO_BROAD` if such names are more than the limit; `FORBIDDEN` for a docfield that the
 * caller cannot read.
 */
export async function resolveUnjoined(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: Filter,
): Promise<WireFilter | null> {
  const wire = await resolveFilter(scope, doctype, filter, 'plain');
  if (wire === null || !wire.joinsRows) return wire;
  const names = await listNames(scope, doctype, wire, 'filter');
  return names.length === 0 ? null : { filters: [['name', 'in', names]], orFilters: [], joinsRows: false };
}
