import type { DocTypeCatalog, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { SiteCapabilities } from '../../metadata/site-model.ts';
import type { BatchLimits } from './batch-limits.ts';
import { guardedFieldsOf } from './guarded-fields.ts';
import type { ReadStep } from './read-plan.ts';

/** The upper bound of what a query costs the site, known before it runs. */
export interface Cost {
  /** Calls to the site at most. */
  calls: number;
  /** Rows that the calls may bring at most; child tables count with a guess. */
  rows: number;
}

/** The limits that costs are estimated from. */
export interface CostBasis {
  limits: BatchLimits;
  capabilities: SiteCapabilities;
  doctypes: DocTypeCatalog;
  frappeVersion: string;
  /** Lists the calls behind the cost; absent where the sum is enough. */
  report?: CostReport;
}

/** The work of some calls, in the words of a plan. */
export interface PlannedWork {
  readonly action: PlannedAction;
  /** Null for calls that no DocType is known of. */
  readonly doctype: string | null;
}

/** The purpose of calls: reads of some kind, a step of a plan, or the root field itself. */
export type PlannedAction =
  | ReadStep['kind']
  | 'list'
  | 'count'
  | 'aggregate'
  | 'document'
  | 'documents'
  | 'filter'
  | 'roles'
  | 'write'
  | 'call';

/** Hears what a cost is made of, while it is estimated. */
export interface CostReport {
  /** Notes calls that are made at this place. */
  note(work: PlannedWork, cost: Cost): void;
  /** Adds up what is asked one after the other. */
  inTurn(estimates: readonly (() => Cost)[]): Cost;
  /** Notes everything that an estimate notes so many times. */
  repeat(count: number, estimate: () => Cost): Cost;
  /** Notes, for a field, what its estimate has not noted itself. */
  within(name: string, work: PlannedWork, estimate: () => Cost): Cost;
}

/**
 * The translations into the caller's language, if nothing of them is known yet: the caller's name and User, the language
 * of the site, and up to two calls for the translations themselves.
 */
export const LANGUAGE_COST: Cost = { calls: 5, rows: 1 };

/** The cost of an operation without calls. */
export const NO_COST: Cost = { calls: 0, rows: 0 };

/** Adds up what is asked side by side or in turn. */
export function addCosts(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({ calls: sum.calls + cost.calls, rows: sum.rows + cost.rows }), NO_COST);
}

/** Adds up what is asked one after the other. */
export function addInTurn({ report }: CostBasis, estimates: readonly (() => Cost)[]): Cost {
  return report ? report.inTurn(estimates) : addCosts(estimates.map((estimate) => estimate()));
}

/** Notes the work of a cost where calls are listed. */
export function noted({ report }: CostBasis, work: PlannedWork, cost: Cost): Cost {
  report?.note(work, cost);
  return cost;
}

/** Notes, for a field, the work that its estimate has not noted itself. */
export function within({ report }: CostBasis, name: string, work: PlannedWork, estimate: () => Cost): Cost {
  return report ? report.within(name, work, estimate) : estimate();
}

/** The basis of an estimate that is used otherwise than as a part of the sum. */
export function withoutReport(basis: CostBasis): CostBasis {
  const { report, ...others } = basis;
  return report ? others : basis;
}

/** The cost of the same again and again. */
export function times(cost: Cost, count: number): Cost {
  return { calls: cost.calls * count, rows: cost.rows * count };
}

/** The same of an estimate that lists its calls. */
export function repeat({ report }: CostBasis, count: number, estimate: () => Cost): Cost {
  return report ? report.repeat(count, estimate) : times(estimate(), count);
}

/** The roles are asked for, too, if a list is asked for docfields that the site may mask, and that are not text. */
export function costOfMasks(doctype: DocTypeMeta, fieldnames: Iterable<string>): Cost {
  const guarded = guardedFieldsOf(doctype);
  if (guarded.size === 0) return NO_COST;
  const masked = [...fieldnames].filter((fieldname) => {
    const field = guarded.get(fieldname);
    return field?.isMasked === true && !field.isText;
  });
  return costOfRoles(doctype, masked);
}

/** The caller's roles are asked for where a guarded docfield is touched: by one call, or by two on the newest sites. */
export function costOfRoles(doctype: DocTypeMeta, fieldnames: Iterable<string>): Cost {
  const guarded = guardedFieldsOf(doctype);
  for (const fieldname of guarded.size > 0 ? fieldnames : []) if (guarded.has(fieldname)) return { calls: 2, rows: 1 };
  return NO_COST;
}
