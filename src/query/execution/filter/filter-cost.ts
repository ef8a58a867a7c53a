import { addCosts, type Cost, type CostBasis, costOfRoles, NO_COST } from '../../plan/cost.ts';
import type { ChildFilter, Filter } from '../../plan/filter.ts';
import { fieldnamesIn } from '../permission/assert-may-test.ts';
import { type NormalFilter, normaliseFilter } from './normalise-filter.ts';
import { toWireConditions } from './wire-filter.ts';

/**
 * The shape of a resolved filter before any call. A `plain` test fits into `or_filters`; a `wide` one does not, as
 * it takes several conditions; of an `open` one that is known only when its names are there.
 */
type Shape = 'plain' | 'wide' | 'open' | RowShape | GroupShape;

interface RowShape {
  readonly kind: 'row';
  readonly child: string;
}

interface GroupShape {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Shape[];
}

/** A shape, and what it costs to find out the names in it. */
interface Resolved {
  readonly shape: Shape;
  readonly cost: Cost;
}

/** More alternatives of a child row than any limit of calls allows need not be counted exactly. */
const MAX_ALTERNATIVES = 10_000;

/**
 * The calls for names that a filter may need before the call that it is for, at most: what `resolveFilter` does,
 * estimated without calls.
 *
 * @param isUnjoined whether the call that it is for can join no child rows.
 */
export function costOfFilter(filter: Filter, basis: CostBasis, isUnjoined = false): Cost {
  const { shape, cost } = resolve(normaliseFilter(filter), basis);
  const joined = isUnjoined && joinsRows(shape) ? 1 : 0;
  return addCosts([cost, namesCost(callsOf(shape) + joined, basis)]);
}

/** Whether the call that a filter is for joins child rows. */
export function joinsChildRows(filter: Filter, basis: CostBasis): boolean {
  return joinsRows(resolve(normaliseFilter(filter), basis).shape);
}

function joinsRows(shape: Shape): boolean {
  return partsOf(shape).some((part) => typeof part === 'object' && part.kind === 'row');
}

function resolve(filter: NormalFilter, basis: CostBasis): Resolved {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.parts.map((part) => resolve(part, basis));
      const shape = group(
        filter.kind,
        parts.map((part) => part.shape),
      );
      return { shape, cost: addCosts(parts.map((part) => part.cost)) };
    }
    case 'link': {
      const { target, filter: inner, isNegated } = filter;
      const meta = basis.doctypes.get(target);
      const roles = meta ? costOfRoles(meta, fieldnamesIn(inner)) : NO_COST;
      const cost = addCosts([roles, costOfFilter(inner, basis), namesCost(1, basis)]);
      return { shape: isNegated ? 'open' : 'plain', cost };
    }
    case 'child':
      return resolveChild(filter, basis);
    case 'condition': {
      const test = filter;
      if (test.operator === 'notTimespan') return { shape: 'open', cost: namesCost(1, basis) };
      const conditions = toWireConditions(test);
      return { shape: conditions === null || conditions.length === 1 ? 'plain' : 'wide', cost: NO_COST };
    }
  }
}

function resolveChild({ child, quantifier, filter }: ChildFilter, basis: CostBasis): Resolved {
  const inner = resolve(normaliseFilter(filter), basis);
  const meta = basis.doctypes.get(child);
  const roles = meta ? costOfRoles(meta, fieldnamesIn(filter)) : NO_COST;
  const row: RowShape = { kind: 'row', child };
  const some = group('or', Array<Shape>(countAlternatives(inner.shape)).fill(row));
  if (quantifier === 'some') return { shape: some, cost: addCosts([inner.cost, roles]) };
  return { shape: 'open', cost: addCosts([inner.cost, roles, namesCost(1 + callsOf(some), basis)]) };
}

/** Each way in which a row can fit is a test of its own. */
function countAlternatives(shape: Shape): number {
  if (typeof shape === 'string') return 1;
  if (shape.kind === 'row') return 0;
  const counts = shape.parts.map(countAlternatives);
  const combine = shape.kind === 'or' ? (a: number, b: number) => a + b : (a: number, b: number) => a * b;
  return Math.min(MAX_ALTERNATIVES, counts.reduce(combine, shape.kind === 'or' ? 0 : 1));
}

/** The calls for what does not fit into one call's `filters` and `or_filters`. */
function callsOf(shape: Shape): number {
  const parts = partsOf(shape);
  const children = parts.flatMap((part) => (typeof part === 'object' && part.kind === 'row' ? [part.child] : []));
  const groups = parts.filter((part) => typeof part === 'object' && part.kind === 'or') as GroupShape[];
  const fits = groups.some((one) => one.parts.length > 0 && one.parts.every((part) => part === 'plain'));
  const calls = groups.reduce((sum, one) => sum + callsOfGroup(one), 0);
  return children.length - new Set(children).size + calls - (fits ? 1 : 0);
}

/** Plain branches share a call; each other one has its own, after those that it needs itself. */
function callsOfGroup({ parts }: GroupShape): number {
  const others = parts.filter((part) => part !== 'plain');
  const own = others.reduce((sum, part) => sum + 1 + (isGroup(part, 'and') ? callsOf(part) : 0), 0);
  return own + (others.length < parts.length ? 1 : 0);
}

function partsOf(shape: Shape): readonly Shape[] {
  return isGroup(shape, 'and') ? shape.parts : [shape];
}

function isGroup(shape: Shape, kind: 'and' | 'or'): shape is GroupShape {
  return typeof shape === 'object' && shape.kind === kind;
}

/** Flattened as the filter itself is: no group directly in one of its kind. */
function group(kind: 'and' | 'or', parts: readonly Shape[]): Shape {
  const flat = parts.flatMap((part) => (isGroup(part, kind) ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat };
}

function namesCost(calls: number, { limits }: CostBasis): Cost {
  return { calls, rows: calls * limits.filterNames };
}
