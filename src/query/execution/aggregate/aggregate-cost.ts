import { addCosts, type Cost, type CostBasis, costOfRoles, NO_COST } from '../../plan/cost.ts';
import { costOfFilter } from '../filter/filter-cost.ts';
import { fieldnamesIn } from '../permission/assert-may-test.ts';
import { costOfSteps } from '../plan-cost.ts';
import { type AggregateRead, isExtreme, MAX_GROUPS } from './aggregate.ts';
import { columnsBesides } from './aggregate-query.ts';

/**
 * @returns the cost of an aggregate. Groups that differ in how a text is not set are asked for again, once for each set
 * of columns that may be unset; how many groups there are is not known before.
 */
export function costOfAggregate(read: AggregateRead, basis: CostBasis): Cost {
  const { doctype, filter, groupBy, measures, distinct, groupPlan } = read;
  const tested = [...fieldnamesIn(filter), ...groupBy, ...measures, ...distinct].map((one) =>
    typeof one === 'string' ? one : one.fieldname,
  );
  const before = addCosts([costOfFilter(filter, basis, true), costOfRoles(doctype, tested)]);
  const apart = basis.capabilities.extremes ? [] : measures.filter(isExtreme);
  const counted = { calls: distinct.length, rows: distinct.length * MAX_GROUPS };
  if (groupBy.length === 0) return addCosts([before, { calls: 1 + apart.length, rows: 1 + apart.length }, counted]);
  const texts = groupBy.filter(({ isText }) => isText).length;
  const finer = columnsBesides(
    read,
    apart.map(({ fieldname }) => fieldname),
  );
  const calls = 2 ** texts + finer.length;
  const links = groupPlan ? costOfSteps(groupPlan, read.first ?? basis.limits.maxPageSize, false, basis) : NO_COST;
  return addCosts([before, { calls, rows: calls * MAX_GROUPS }, counted, links]);
}
