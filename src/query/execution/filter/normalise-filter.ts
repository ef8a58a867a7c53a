import type { ChildFilter, Condition, Filter, LinkFilter, Operator } from '../../plan/filter.ts';

/** Tests and groups of tests, in turn: no "and" directly in an "and". */
export type Tree<Test> = Test | TreeGroup<Test>;
/** Parts that must all hold, or one of them. */
export interface TreeGroup<Test> {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Tree<Test>[];
}
/** A filter without "not". */
export type NormalFilter = Tree<NormalTest>;
/** A test that is not made of others. */
export type NormalTest = Condition | ChildFilter | (LinkFilter & { readonly isNegated: boolean });

/** Moves every "not" down to the tests, where it turns into the opposite test, and flattens groups. */
export function normaliseFilter(filter: Filter, isNegated = false): NormalFilter {
  switch (filter.kind) {
    case 'not':
      return normaliseFilter(filter.part, !isNegated);
    case 'and':
    case 'or': {
      const kind = (filter.kind === 'and') === isNegated ? 'or' : 'and';
      return toGroup(
        kind,
        filter.parts.map((part) => normaliseFilter(part, isNegated)),
      );
    }
    case 'link':
      return { ...filter, isNegated };
    case 'child':
      return isNegated ? { ...filter, quantifier: filter.quantifier === 'some' ? 'none' : 'some' } : filter;
    case 'condition':
      return isNegated ? opposite(filter) : filter;
  }
}

/** Flattens groups of the same kind, and decides those that hold everything or nothing. */
export function toGroup<Test extends { readonly kind: string }>(
  kind: 'and' | 'or',
  parts: readonly Tree<Test>[],
): Tree<Test> {
  const flat = parts.flatMap((part) => (isGroup(part, kind) ? part.parts : [part]));
  const other = kind === 'and' ? 'or' : 'and';
  // An empty group of the other kind decides the whole: nothing in an "and", everything in an "or".
  if (flat.some((part) => isGroup(part, other) && part.parts.length === 0)) return { kind: other, parts: [] };
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat };
}

/** Whether a part is a group of a kind. */
export function isGroup<Test extends { readonly kind: string }>(
  part: Tree<Test>,
  kind: 'and' | 'or',
): part is TreeGroup<Test> {
  return part.kind === kind;
}

const OPPOSITES: Partial<Record<Operator, Operator>> = {
  eq: 'ne',
  ne: 'eq',
  in: 'notIn',
  notIn: 'in',
  like: 'notLike',
  notLike: 'like',
  descendantsOf: 'notDescendantsOf',
  notDescendantsOf: 'descendantsOf',
  ancestorsOf: 'notAncestorsOf',
  notAncestorsOf: 'ancestorsOf',
};

const REVERSES: Partial<Record<Operator, Operator>> = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' };

/** The test that is true if the given one is false. Values that are not set are not greater, so they match here. */
function opposite(test: Condition): NormalFilter {
  const { operator, value } = test;
  if (operator === 'isSet') return { ...test, value: value !== true };
  const simple = OPPOSITES[operator];
  if (simple !== undefined) return { ...test, operator: simple };
  const unset: NormalFilter = test.isNullable
    ? { ...test, operator: 'isSet', value: false }
    : { kind: 'or', parts: [] };
  if (operator === 'between' && Array.isArray(value)) {
    const below: Condition = { ...test, operator: 'lt', value: value[0] ?? null };
    const above: Condition = { ...test, operator: 'gt', value: value[1] ?? null };
    return toGroup('or', [below, above, unset]);
  }
  const reverse = REVERSES[operator];
  // A span of time has no opposite on the wire; the names that it matches are excluded instead.
  if (reverse === undefined) return { ...test, operator: 'notTimespan' };
  return toGroup('or', [{ ...test, operator: reverse }, unset]);
}
