import { isInLists } from '../../../metadata/doctype-meta.ts';
import { addCosts, type Cost, NO_COST, times } from '../../plan/cost.ts';
import type { BacklinkStep } from '../../plan/read-plan.ts';
import { joinsChildRows } from '../filter/filter-cost.ts';
import type { StepCostInput } from './read-step.ts';

/** Rows of a step whose pages may be asked for one by one, after the calls for all. */
export const MOST_SINGLE_PAGES = 100;

/** Nodes of one level of a tree: each has one parent, so pages within pages do not multiply them. */
export const MOST_NODES = 10_000;

/** One call for all rows, one more if there are many, and one for each of those whose page did not fit. */
export function costOfBacklinks(step: BacklinkStep, { rows, basis, costs }: StepCostInput): Cost {
  const { read, table } = step;
  const { plan, page } = read;
  const most = isTreeLevel(step) ? MOST_NODES : Number.POSITIVE_INFINITY;
  const found = Math.min(rows * page.size, most);
  const further = plan ? costs.ofSteps(plan, found, plan.doctype.isVirtual, basis) : NO_COST;
  const tests = costs.ofTests(read, basis, table !== null);
  const single = costs.ofPage(read);
  const isTogether = canReadTogether(step) && (table !== null || !joinsChildRows(read.filter, basis));
  if (rows < 2 || !isTogether) return addCosts([tests, times(single, rows), further]);
  const calls = Math.ceil(rows / basis.limits.namesPerCall);
  const again = { calls, rows: Math.min(calls * basis.limits.childRowsPerCall, most) };
  return addCosts([
    tests,
    { calls, rows: Math.min(rows * (page.size + 1), most) },
    rows > MOST_SINGLE_PAGES ? again : NO_COST,
    times(single, Math.min(rows, MOST_SINGLE_PAGES)),
    further,
  ]);
}

/** Whether a step leads from nodes of a tree to the nodes right below them. */
export function isTreeLevel({ read: { doctype }, table, linkFieldname }: BacklinkStep): boolean {
  return doctype.isTree && table === null && linkFieldname === doctype.treeParentField;
}

/** Whether one call can read pages of several rows: from their beginning, with the row that each document links to. */
export function canReadTogether(step: BacklinkStep): boolean {
  const { position, offset, isBackward } = step.read.page;
  return position === null && offset === 0 && !isBackward && tellsLink(step);
}

/** Whether a list call returns whom a document links to. */
function tellsLink({ read, table, linkFieldname }: BacklinkStep): boolean {
  return isInLists(read.doctype, table ? `${table.fieldname}.${linkFieldname}` : linkFieldname);
}
