import type { SiteModel } from '../../metadata/site-model.ts';
import { createOperationRun } from '../../query/execution/operation-run.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import type { Cost, CostBasis } from '../../query/plan/cost.ts';
import { costOfOperation, type OperationPlan } from '../../query/plan/operation-plan.ts';
import type { PreparedOperation } from '../../query/prepared-operation.ts';
import type { PlannedOperation } from '../context/planned-operation.ts';

/** The most that one operation may cost. */
export interface CostLimit {
  calls: number;
  rows: number;
}

/** A plan belongs to one schema, and so to one model; it is kept with its cost. */
const costs = new WeakMap<OperationPlan, { readonly cost: Cost; readonly model: SiteModel }>();

function costOf(plan: OperationPlan, limits: BatchLimits, model: SiteModel): Cost {
  const known = costs.get(plan);
  if (known?.model === model) return known.cost;
  const cost = costOfOperation(plan, toCostBasis(limits, model));
  costs.set(plan, { cost, model });
  return cost;
}

/** @returns the figures of a site that costs are estimated from. */
export function toCostBasis(limits: BatchLimits, { info, doctypes }: SiteModel): CostBasis {
  return { limits, capabilities: info.capabilities, doctypes, frappeVersion: info.frappeVersion };
}

/**
 * Plans an operation, estimates its cost, and makes its run in a scope; a scope that has a run already keeps it, with
 * what was executed.
 *
 * @throws if the cost cannot be estimated: such an operation must not run.
 */
export function planWithin(
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  scope: RequestScope,
  limit: CostLimit,
): PlannedOperation {
  const { limits, model } = scope;
  const isKept = prepared.hasPlan(limits);
  const plan = prepared.plan(variables, limits);
  const cost = costOf(plan, limits, model);
  scope.run ??= createOperationRun(scope, plan);
  const refusal = cost.calls > limit.calls ? 'calls' : cost.rows > limit.rows ? 'rows' : null;
  return { prepared, variables, plan, isKept, cost, run: scope.run, refusal };
}
