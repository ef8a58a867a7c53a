import type { DocTypeCatalog, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { SiteCapabilities } from '../../metadata/site-model.ts';
import type { BatchLimits } from './batch-limits.ts';
import { guardedFieldsOf } from './guarded-fields.ts';

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
}

/** The cost of an operation without calls. */
export const NO_COST: Cost = { calls: 0, rows: 0 };

/** Adds up what is asked side by side or in turn. */
export function addCosts(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({ calls: sum.calls + cost.calls, rows: sum.rows + cost.rows }), NO_COST);
}

/** The cost of the same again and again. */
export function times(cost: Cost, count: number): Cost {
  return { calls: cost.calls * count, rows: cost.rows * count };
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
