import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { SiteCapabilities } from '../metadata/site-model.ts';
import { fieldnamesIn } from './assert-may-test.ts';
import type { BatchLimits } from './batch-limits.ts';
import type { Filter } from './filter.ts';
import { permlevelsOf } from './permlevels.ts';
import type { DocPlan, ListRead, ReadStep } from './read-plan.ts';

/** What a query may cost the site, known before it runs. */
export interface Cost {
  /** Calls to the site at most. */
  calls: number;
  /** Rows that the calls may bring at most; child tables count with a guess. */
  rows: number;
}

/** What costs are reckoned with. */
export interface CostBasis {
  limits: BatchLimits;
  capabilities: SiteCapabilities;
}

/** What costs the site nothing. */
export const NO_COST: Cost = { calls: 0, rows: 0 };

/** How many rows a child table has is known only when they are there. */
const ROWS_PER_TABLE = 10;

/** Adds up what is asked side by side or in turn. */
export function addCosts(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({ calls: sum.calls + cost.calls, rows: sum.rows + cost.rows }), NO_COST);
}

/** @returns the cost of one document with what its plan asks beyond it. */
export function costOfDoc(plan: DocPlan, basis: CostBasis): Cost {
  return addCosts([{ calls: 1, rows: 1 }, costOfRoles(plan.doctype, plan.columns), costOfSteps(plan, 1, true, basis)]);
}

/** @returns the cost of a page, of counting it, and of the calls that its filter needs before it. */
export function costOfList(read: ListRead, basis: CostBasis): Cost {
  const { plan, page } = read;
  const keysetCalls = page.position ? 2 * read.orderBy.length + 1 : 1;
  return addCosts([
    costOfFilter(read.filter, basis),
    costOfRoles(read.doctype, [...fieldnamesIn(read.filter), ...read.orderBy.map((key) => key.fieldname)]),
    plan && page.size > 0 ? { calls: keysetCalls, rows: page.size } : NO_COST,
    read.wantsTotalCount ? { calls: 1, rows: 0 } : NO_COST,
    plan ? costOfSteps(plan, page.size, plan.doctype.isVirtual, basis) : NO_COST,
  ]);
}

/** @returns the cost of documents that are read by their names. */
export function costOfNames(plan: DocPlan, names: number, basis: CostBasis): Cost {
  const calls = plan.doctype.isVirtual ? names : Math.ceil(names / basis.limits.namesPerCall);
  return addCosts([{ calls, rows: names }, costOfSteps(plan, names, plan.doctype.isVirtual, basis)]);
}

function costOfSteps(plan: DocPlan, rows: number, areWhole: boolean, basis: CostBasis): Cost {
  return addCosts(plan.steps.map((step) => costOfStep(step, rows, areWhole, basis)));
}

function costOfStep(step: ReadStep, rows: number, areWhole: boolean, basis: CostBasis): Cost {
  const batches = Math.ceil(rows / basis.limits.namesPerCall);
  switch (step.kind) {
    case 'title':
      return NO_COST;
    case 'perDocument':
      return { calls: rows, rows: 0 };
    case 'link':
      return costOfNames(step.plan, rows, basis);
    case 'dynamicLink':
      // Which DocTypes it leads to is known only when the rows are there; each is one batch more.
      return { calls: batches, rows };
    case 'wholeFields':
      return areWhole ? NO_COST : { calls: rows, rows };
    case 'childTable': {
      const children = rows * ROWS_PER_TABLE;
      const calls = step.isVirtual && !areWhole ? rows : batches;
      const comesAlong = areWhole || (basis.capabilities.nestedChildRows && !step.isVirtual);
      const own = { calls: comesAlong ? 0 : calls, rows: children };
      // Columns above permlevel 0 are joined from the parents, for who has the level.
      const roles = costOfRoles(step.plan.doctype, step.plan.columns);
      const privileged = roles.calls > 0 && !comesAlong ? { calls: batches, rows: children } : NO_COST;
      return addCosts([own, roles, privileged, costOfSteps(step.plan, children, false, basis)]);
    }
    case 'tree':
      return times(costOfList(step.read, basis), rows);
    case 'backlink': {
      // One call for all rows; those whose page did not fit may each need their own.
      const each = costOfList({ ...step.read, plan: null }, basis);
      const { plan, page } = step.read;
      const found = rows * page.size;
      const own = { calls: rows > 1 ? batches + rows : 1, rows: found };
      return addCosts([own, times(each, rows), plan ? costOfSteps(plan, found, false, basis) : NO_COST]);
    }
  }
}

/** The caller's roles are asked for where a permlevel is touched: by one call, or by two on the newest sites. */
export function costOfRoles(doctype: DocTypeMeta, fieldnames: Iterable<string>): Cost {
  const levels = permlevelsOf(doctype);
  for (const fieldname of levels.size > 0 ? fieldnames : []) if (levels.has(fieldname)) return { calls: 2, rows: 1 };
  return NO_COST;
}

/** Calls for names: one for each link, each "none", and each branch of an "or" that is no plain condition. */
export function costOfFilter(filter: Filter, basis: CostBasis): Cost {
  const names = { calls: 1, rows: basis.limits.filterNames };
  switch (filter.kind) {
    case 'condition':
      return NO_COST;
    case 'not':
      return costOfFilter(filter.part, basis);
    case 'link':
      return addCosts([names, costOfFilter(filter.filter, basis)]);
    case 'child':
      return addCosts([names, costOfFilter(filter.filter, basis)]);
    case 'and':
    case 'or': {
      const parts = filter.parts.map((part) => costOfFilter(part, basis));
      const nested = filter.parts.filter((part) => part.kind === 'and' || part.kind === 'or').map(() => names);
      return addCosts([...parts, ...(filter.kind === 'or' ? nested : [])]);
    }
  }
}

function times(cost: Cost, count: number): Cost {
  return { calls: cost.calls * count, rows: cost.rows * count };
}
