import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { Condition, Filter } from '../../plan/filter.ts';
import { assertMayTest } from '../permission/assert-may-test.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { listNames } from './list-names.ts';
import { toNestedFilter } from './nested-filter.ts';
import { isGroup, normaliseFilter, type TreeGroup, toGroup } from './normalise-filter.ts';
import { isRowTest, type ResolvedFilter, type RowTest, resolveTests } from './resolve-tests.ts';
import { toWireConditions, type WireFilter } from './wire-filter.ts';

/**
 * Turns a filter into one that a list call of the site can take. Parts that a single call cannot express are resolved
 * first, by calls for names, as the caller: the targets of links, all but one "or", a second test of the same child
 * table.
 *
 * @returns null if nothing can match, so that no call is needed.
 * @throws GatewayError `FILTER_TOO_BROAD` if such names are more than the limit; `FORBIDDEN` for a docfield that the
 * caller cannot read.
 *
 * @param form `plain` where the call that follows cannot take a nested filter.
 */
export async function resolveFilter(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: Filter,
  form: FilterForm = 'any',
): Promise<WireFilter | null> {
  if (filter.kind === 'and' && filter.parts.length === 0) return EVERYTHING;
  await assertMayTest(scope, doctype, filter);
  const normal = normaliseFilter(filter);
  const resolved = await resolveTests(normal, {
    targetNames: async (test) => {
      const target = scope.model.doctypes.get(test.target);
      return target ? namesMatching(scope, target, test.filter, test.path) : [];
    },
    ownNames: (test, path) => namesOf(scope, doctype, test, path),
  });
  return toWire(scope, doctype, resolved, form);
}

const EVERYTHING: WireFilter = { filters: [], orFilters: [], joinsRows: false };

/** Whether a filter may be written as nested conditions where the site takes them. */
export type FilterForm = 'any' | 'plain';

async function namesMatching(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: Filter,
  path: string,
): Promise<string[]> {
  const wire = await resolveFilter(scope, doctype, filter);
  return wire === null ? [] : listNames(scope, doctype, wire, path);
}

async function namesOf(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: ResolvedFilter,
  path: string,
): Promise<string[]> {
  const wire = await toWire(scope, doctype, filter, 'any');
  return wire === null ? [] : listNames(scope, doctype, wire, path);
}

/** Lays a filter out over `filters` and the one `or_filters` of a call, with names for what does not fit. */
async function toWire(
  scope: RequestScope,
  doctype: DocTypeMeta,
  filter: ResolvedFilter,
  form: FilterForm,
): Promise<WireFilter | null> {
  const parts = filter.kind === 'and' ? filter.parts : [filter];
  const layout = layOut(parts);
  const nested = form === 'any' && canNest(scope, layout) ? toNestedFilter(doctype, filter) : null;
  if (nested !== null) {
    const toPlain = () => toWire(scope, doctype, filter, 'plain');
    return { filters: [], orFilters: [], nested, toPlain, joinsRows: false };
  }
  const plain = toPlainFilters(layout.conditions);
  if (plain === null || layout.groups.some((group) => group.parts.length === 0)) return null;
  const names = await Promise.all(layout.others.map((other) => namesWithin(scope, doctype, other, layout.conditions)));
  if (names.some((some) => some.length === 0)) return null;
  const orFilters = layout.orGroup?.parts.flatMap((part) => toSingle(part) ?? []) ?? [];
  if (layout.orGroup && orFilters.length === 0) return null;
  return {
    filters: [
      ...plain,
      ...layout.rowTests.flatMap((test) => test.filters),
      ...names.map((some): FrappeFilter => ['name', 'in', some]),
    ],
    orFilters,
    joinsRows: layout.rowTests.length > 0,
  };
}

/** Worth it only where plain parameters would take more than one call. */
function canNest(scope: RequestScope, layout: Layout): boolean {
  return scope.model.info.capabilities.nestedFilters && layout.others.length > 0 && layout.rowTests.length === 0;
}

interface Layout {
  conditions: Condition[];
  groups: TreeGroup<Condition | RowTest>[];
  /** The group that goes into `or_filters`. */
  orGroup: TreeGroup<Condition | RowTest> | undefined;
  /** At most one per child DocType: a second one would have to hold for the same row. */
  rowTests: RowTest[];
  /** The parts that are replaced by names. */
  others: ResolvedFilter[];
}

function layOut(parts: readonly ResolvedFilter[]): Layout {
  const groups = parts.filter((part) => isGroup(part, 'or'));
  const orGroup = groups.find((group) => group.parts.every((part) => toSingle(part) !== null));
  const rowTests = new Map<string, RowTest>();
  for (const part of parts) if (isRowTest(part) && !rowTests.has(part.child)) rowTests.set(part.child, part);
  const kept = new Set<unknown>([orGroup, ...rowTests.values()]);
  return {
    conditions: parts.filter((part) => part.kind === 'condition'),
    groups,
    orGroup,
    rowTests: [...rowTests.values()],
    others: parts.filter((part) => part.kind !== 'condition' && !kept.has(part)),
  };
}

/** The names that one part finds among those that the plain conditions find. */
async function namesWithin(
  scope: RequestScope,
  doctype: DocTypeMeta,
  part: ResolvedFilter,
  conditions: readonly Condition[],
): Promise<string[]> {
  const within = (some: ResolvedFilter) => toGroup<Condition | RowTest>('and', [...conditions, some]);
  if (!isGroup(part, 'or')) return namesOf(scope, doctype, within(part), 'filter');
  const branches = part.parts;
  const singles = branches.filter((branch) => toSingle(branch) !== null);
  const isSingle = new Set(singles);
  const grouped = singles.length > 1 ? [toGroup('or', singles)] : singles;
  const calls = [...grouped, ...branches.filter((branch) => !isSingle.has(branch))];
  const found = await Promise.all(calls.map((branch) => namesOf(scope, doctype, within(branch), 'filter.or')));
  return [...new Set(found.flat())];
}

/** A test that is one condition on the wire, or none that can match: only such ones fit into `or_filters`. */
function toSingle(part: ResolvedFilter): readonly FrappeFilter[] | null {
  if (part.kind !== 'condition') return null;
  const wire = toWireConditions(part);
  if (wire === null) return [];
  return wire.length === 1 ? wire : null;
}

function toPlainFilters(conditions: readonly Condition[]): FrappeFilter[] | null {
  const filters: FrappeFilter[] = [];
  for (const condition of conditions) {
    const wire = toWireConditions(condition);
    if (wire === null) return null;
    filters.push(...wire);
  }
  return filters;
}
