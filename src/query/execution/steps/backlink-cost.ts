import { isInLists } from '../../../metadata/doctype-meta.ts';
import { addCosts, addInTurn, type Cost, NO_COST, noted, times } from '../../plan/cost.ts';
import type { BacklinkStep } from '../../plan/read-plan.ts';
import { joinsChildRows } from '../filter/filter-cost.ts';
import type { StepCostInput } from './read-step.ts';

/** Rows of a step whose pages may be asked for one by one, after the calls for all. */
export const MOST_SINGLE_PAGES = 100;

/** Nodes of one level of a tree: each has one parent, so pages within pages do not multiply them. */
export const MOST_NODES = 10_000;

/** One call for all rows, one more if there are many, and one for each of those whose page did not fit. */
export function costOfBacklinks(step: BacklinkStep, input: StepCostInput): Cost {
  const { rows, basis, costs } = input;
  const { read, table } = step;
  const { plan, page } = read;
  const most = isTreeLevel(step) ? MOST_NODES : Number.POSITIVE_INFINITY;
  const found = Math.min(rows * page.size, most);
  const isTogether = canReadTogether(step) && (table !== null || !joinsChildRows(read.filter, basis));
  const pages = rows < 2 || !isTogether ? times(costs.ofPage(read), rows) : costOfPages(step, rows, most, input);
  return addInTurn(basis, [
    () => costs.ofTests(read, basis, table !== null),
    () => noted(basis, { action: 'backlink', doctype: read.doctype.name }, pages),
    () => (plan ? costs.ofSteps(plan, found, plan.doctype.isVirtual, basis) : NO_COST),
  ]);
}

/** The pages of many rows, read together where they fit into one call. */
function costOfPages({ read }: BacklinkStep, rows: number, most: number, { basis, costs }: StepCostInput): Cost {
  const { page } = read;
  const calls = Math.ceil(rows / basis.limits.namesPerCall);
  const again = { calls, rows: Math.min(calls * basis.limits.childRowsPerCall, most) };
  return addCosts([
    { calls, rows: Math.min(rows * (page.size + 1), most) },
    rows > MOST_SINGLE_PAGES ? again : NO_COST,
    times(costs.ofPage(read), Math.min(rows, MOST_SINGLE_PAGES)),
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
