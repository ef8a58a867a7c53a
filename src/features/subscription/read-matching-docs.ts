import { GatewayError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { resolveFilter } from '../../query/execution/filter/resolve-filter.ts';
import { readList } from '../../query/execution/read-list.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Filter } from '../../query/plan/filter.ts';
import type { DocPlan, ListRead, Row } from '../../query/plan/read-plan.ts';
import { isRefusal } from './look-at-doc.ts';

/**
 * Reads those of some documents that the caller may read and that a filter finds, with all that the plan asks: one
 * list call answers whether they can read it, whether it matches, and its values.
 */
export async function readMatchingDocs(
  scope: RequestScope,
  plan: DocPlan,
  filter: Filter,
  names: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  try {
    const { rows } = await readList(scope, toNamedRead(plan, filter, names));
    return new Map(rows.map((row) => [String(row.name), row]));
  } catch (error) {
    if (error instanceof GatewayError && isRefusal(error, scope)) return new Map();
    throw error;
  }
}

/**
 * Asks the site whether the caller may read documents of a DocType and test what a filter tests.
 *
 * @param name asks for one document as well.
 * @returns whether they can read that one, or any that match.
 * @throws GatewayError what the site or the gateway refuses.
 */
export async function probeDocs(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: Filter,
  name: string | null,
): Promise<boolean> {
  const plan: DocPlan = { doctype, columns: new Set(), steps: [] };
  if (name === null) return (await readList(scope, toRead(plan, filter, 1))).rows.length > 0;
  await resolveFilter(scope, doctype, filter);
  return (await readList(scope, toNamedRead(plan, { kind: 'and', parts: [] }, [name]))).rows.length > 0;
}

/** The page of some documents that a filter finds among those of given names. */
export function toNamedRead(plan: DocPlan, filter: Filter, names: readonly string[]): ListRead {
  const [only] = names;
  const isNamed: Filter = {
    kind: 'condition',
    fieldname: 'name',
    operator: names.length === 1 ? 'eq' : 'in',
    value: names.length === 1 ? (only as string) : names,
    isNullable: false,
    isText: true,
    path: 'name',
  };
  return toRead(plan, { kind: 'and', parts: [isNamed, filter] }, names.length);
}

function toRead(plan: DocPlan, filter: Filter, size: number): ListRead {
  return {
    doctype: plan.doctype,
    plan,
    filter,
    orderBy: [],
    page: { size, offset: 0, position: null, isBackward: false },
    needsMore: false,
    needsCursors: false,
    count: 'none',
  };
}
