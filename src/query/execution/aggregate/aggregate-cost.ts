import { addCosts, addInTurn, type Cost, type CostBasis, NO_COST, noted } from '../../plan/cost.ts';
import { costOfSteps, costOfTests } from '../plan-cost.ts';
import { type AggregateRead, isExtreme, MAX_GROUPS } from './aggregate.ts';
import { columnsBesides } from './aggregate-query.ts';

/** @returns the cost of an aggregate, with the calls before it and the links of its groups. */
export function costOfAggregate(read: AggregateRead, basis: CostBasis): Cost {
  const { doctype, filter, groupBy, measures, distinct, groupPlan } = read;
  const orderBy = [...groupBy, ...measures, ...distinct];
  return addInTurn(basis, [
    () => costOfTests({ doctype, filter, orderBy }, basis, true),
    () => noted(basis, { action: 'aggregate', doctype: doctype.name }, costOfCounts(read, basis)),
    () => (groupPlan ? costOfSteps(groupPlan, read.first ?? basis.limits.maxPageSize, false, basis) : NO_COST),
  ]);
}

/**
 * The cost of its own calls. Groups that differ in how a text is not set are asked for again, once for each set of
 * columns that may be unset; how many groups there are is not known before.
 */
function costOfCounts(read: AggregateRead, { capabilities }: CostBasis): Cost {
  const { groupBy, measures, distinct } = read;
  const apart = capabilities.extremes ? [] : measures.filter(isExtreme);
  const counted = { calls: distinct.length, rows: distinct.length * MAX_GROUPS };
  if (groupBy.length === 0) return addCosts([{ calls: 1 + apart.length, rows: 1 + apart.length }, counted]);
  const texts = groupBy.filter(({ isText }) => isText).length;
  const finer = columnsBesides(
    read,
    apart.map(({ fieldname }) => fieldname),
  );
  const calls = 2 ** texts + finer.length;
  return addCosts([{ calls, rows: calls * MAX_GROUPS }, counted]);
}
