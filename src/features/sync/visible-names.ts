import { type ErrorCode, hasCode } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { listRows, NAMES } from '../../query/execution/rows/list-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { chunk } from '../../query/plan/batch-limits.ts';

/** A guest is refused as a guest. */
const REFUSALS: readonly ErrorCode[] = ['FORBIDDEN', 'UNAUTHENTICATED'];

const CALLS_AT_ONCE = 4;

/**
 * @returns those of some names that the caller can see in a list: exactly as they are written. None if the site refuses
 * the list, which reading its changes reports.
 */
export async function visibleNames(
  scope: RequestScope,
  doctype: DocTypeMeta,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(names)];
  const chunks = chunk(wanted, scope.limits.namesPerCall);
  const found = await mapConcurrently(chunks, CALLS_AT_ONCE, (some) => {
    const query = { filters: [['name', 'in', some]] as const, orderBy: 'name asc', limit: some.length };
    return listRows(scope, doctype, NAMES, query).catch((error: unknown) => {
      if (hasCode(error, ...REFUSALS)) return [];
      throw error;
    });
  });
  return new Set(found.flat().map(({ name }) => String(name)));
}
