import { GraphQLError } from 'graphql';
import type { SiteModel } from '../../metadata/site-model.ts';
import { createOperationRun } from '../../query/execution/operation-run.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import type { Cost, CostBasis } from '../../query/plan/cost.ts';
import { costOfOperation, type OperationPlan } from '../../query/plan/operation-plan.ts';
import type { PreparedOperation } from '../../query/prepared-operation.ts';
import type { Admission } from '../context/admission.ts';
import type { OperationContext } from '../context/operation-context.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { takePoints } from './operation-cost.ts';

/** The most that one operation may cost. */
export interface CostLimit {
  calls: number;
  rows: number;
}

/** The rules by which operations are refused before they run. */
export interface AdmissionRules {
  readonly maxCost: CostLimit;
  readonly rateLimit: RateLimit | null;
}

/**
 * Plans an operation, estimates its cost, and finds out whether it may run: whether it is too expensive, and whether
 * its caller has the points for it. A scope that has a run already keeps it, with what was executed.
 *
 * @param variables coerced.
 * @throws if the cost cannot be estimated: such an operation must not run.
 */
export async function admitOperation(
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  scope: RequestScope,
  context: OperationContext,
  { maxCost, rateLimit }: AdmissionRules,
): Promise<Admission> {
  const { caller, limits, model } = scope;
  const { record, shared } = context;
  record.plans.count(prepared.hasPlan(limits));
  const plan = prepared.plan(variables, limits);
  const cost = costOf(plan, limits, model);
  scope.run ??= createOperationRun(scope, plan);
  record.setPlan(plan, cost, caller.operation);
  const limit = shared?.costLeft ?? maxCost;
  const tooExpensive = findTooExpensive(plan, cost, limit);
  if (tooExpensive === null && shared) spend(shared.costLeft, cost);
  const refusal = tooExpensive ?? (await takePoints(rateLimit, caller, context, cost));
  if (refusal !== null) record.isRefused = true;
  return { prepared, variables, plan, cost, run: scope.run, refusal };
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

/** The error of an operation that may cost more than is allowed; null for one that may run. */
export type RefuseCost = (plan: OperationPlan, limits: BatchLimits, model: SiteModel) => GraphQLError | null;

/** @returns what refuses operations for their cost alone. */
export function createCostRefusal(maxCost: CostLimit): RefuseCost {
  return (plan, limits, model) => findTooExpensive(plan, costOf(plan, limits, model), maxCost);
}

function findTooExpensive({ kind }: OperationPlan, cost: Cost, limit: CostLimit): GraphQLError | null {
  const name = cost.calls > limit.calls ? 'calls' : cost.rows > limit.rows ? 'rows' : null;
  if (name === null) return null;
  return new GraphQLError(
    `This ${kind} may need ${cost[name]} ${name} of the site, and ${limit[name]} are allowed. Ask for fewer rows.`,
    { extensions: { code: 'COST_EXCEEDED', field: name } },
  );
}

/** The queries of a batch cost what they cost together. */
function spend(left: CostLimit, cost: Cost): void {
  left.calls -= cost.calls;
  left.rows -= cost.rows;
}
