import { GatewayError } from '../../../errors.ts';
import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import { type ChildFilter, type Condition, condition, type LinkFilter } from '../../plan/filter.ts';
import { type NormalFilter, normaliseFilter, type Tree, toGroup } from './normalise-filter.ts';
import { toWireConditions } from './wire-filter.ts';

/** A filter whose tests all fit into calls on the DocType itself. */
export type ResolvedFilter = Tree<Condition | RowTest>;

/** Documents with a child row for which all of some conditions hold. */
export interface RowTest {
  readonly kind: 'row';
  readonly child: string;
  readonly filters: readonly FrappeFilter[];
}

/** How the names for a test are found. */
export interface NameSource {
  /** Names of the documents that a link has to lead to. */
  targetNames: (test: LinkFilter) => Promise<string[]>;
  /** Names of the DocType's own documents that a filter finds. */
  ownNames: (filter: ResolvedFilter, path: string) => Promise<string[]>;
}

/** Replaces tests that lead away from the document's own columns by tests that do not. */
export async function resolveTests(filter: NormalFilter, source: NameSource): Promise<ResolvedFilter> {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = await Promise.all(filter.parts.map((part) => resolveTests(part, source)));
      return toGroup(filter.kind, parts);
    }
    case 'link':
      return condition(filter.fieldname, filter.isNegated ? 'notIn' : 'in', await source.targetNames(filter));
    case 'child':
      return resolveChild(filter, source);
    case 'condition':
      return resolveCondition(filter, source);
  }
}

async function resolveCondition(test: Condition, source: NameSource): Promise<ResolvedFilter> {
  if (test.operator !== 'notTimespan') return test;
  const names = await source.ownNames({ ...test, operator: 'timespan' }, test.path);
  return condition('name', 'notIn', names, false);
}

/** "None" is answered by the names of the documents that have some. */
async function resolveChild(test: ChildFilter, source: NameSource): Promise<ResolvedFilter> {
  const inner = await resolveTests(normaliseFilter(test.filter), source);
  const alternatives = toAlternatives(inner, test.path).map((tests) => toRowTest(test, tests));
  const some = toGroup('or', alternatives);
  if (test.quantifier === 'some') return some;
  return condition('name', 'notIn', await source.ownNames(some, test.path), false);
}

/** Ways in which one row can fit: each is a join or a call of its own. */
const MAX_ALTERNATIVES = 1_000;

/**
 * A row that fits one of several lists of tests is written as one row test for each list.
 *
 * @throws GatewayError `FILTER_TOO_BROAD` for alternatives that multiply beyond the limit.
 */
function toAlternatives(filter: ResolvedFilter, path: string): Condition[][] {
  if (filter.kind === 'condition') return [[filter]];
  if (filter.kind === 'row') return [];
  const parts = filter.parts.map((part) => toAlternatives(part, path));
  if (filter.kind === 'or') return parts.flat();
  return parts.reduce<Condition[][]>(
    (lists, alternatives) => {
      if (lists.length * alternatives.length > MAX_ALTERNATIVES) throw tooManyAlternatives(path);
      return lists.flatMap((list) => alternatives.map((more) => [...list, ...more]));
    },
    [[]],
  );
}

function tooManyAlternatives(path: string): GatewayError {
  const message = `${path} has more than ${MAX_ALTERNATIVES} ways in which a row can fit. Use fewer \`or\` within \`and\`.`;
  return new GatewayError('FILTER_TOO_BROAD', message, { field: path });
}

function toRowTest(test: ChildFilter, conditions: readonly Condition[]): ResolvedFilter {
  // The row's own link to its parent is a test that every row passes: it makes `some: {}` mean "has rows".
  const filters: FrappeFilter[] = [[test.child, 'parentfield', '=', test.table]];
  for (const one of conditions) {
    const wire = toWireConditions(one);
    if (wire === null) return { kind: 'or', parts: [] };
    for (const [fieldname, operator, value] of wire as [string, string, string][]) {
      filters.push([test.child, fieldname, operator, value]);
    }
  }
  return { kind: 'row', child: test.child, filters };
}

/** Whether a filter is a test of child rows. */
export function isRowTest(filter: ResolvedFilter): filter is RowTest {
  return filter.kind === 'row';
}
