import { addCosts, type Cost, type CostBasis, NO_COST } from '../plan/cost.ts';
import type { OperationRun, RequestScope } from './scope/request-scope.ts';

/** The functions that take the plan of a root field. */
export interface RootWork<Plan, Result> {
  /** Estimates what the plan may cost the site. An exception in it is a bug, and fails the operation. */
  cost(plan: Plan, basis: CostBasis): Cost;
  /** Does what was planned, as the caller. */
  execute(scope: RequestScope, plan: Plan): Result;
  /** Of subscriptions: what the plan listens to. Absent for a subscription with a stream of its own. */
  feed?: ((plan: Plan) => unknown) | undefined;
}

/** One root field of an operation, planned. */
export interface RootPlan {
  readonly responseKey: string;
  readonly fieldName: string;
  readonly work: RootWork<unknown, unknown>;
  /** Plain data: what the root reads or writes. Undefined if planning it failed. */
  readonly plan: unknown;
  /** Why it could not be planned, such as a wrong argument: executing the root throws it. */
  readonly error: unknown;
}

/** The plans of an operation: made once, before anything of it runs. */
export interface OperationPlan {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | null;
  /** By response key, in the order of the document. Introspection fields are not among them. */
  readonly roots: ReadonlyMap<string, RootPlan>;
}

/**
 * Estimates what an operation may cost the site.
 *
 * @throws the error of a root's `cost`: an operation of unknown cost must not run.
 */
export function costOfOperation({ roots }: OperationPlan, basis: CostBasis): Cost {
  const cost = addCosts([...roots.values()].map(({ work, plan, error }) => (error ? NO_COST : work.cost(plan, basis))));
  if (!Number.isFinite(cost.calls) || !Number.isFinite(cost.rows)) throw new Error('The cost is not a number.');
  return cost;
}

/** Makes the one run of a planned operation in a scope. */
export function createOperationRun(scope: RequestScope, { roots }: OperationPlan): OperationRun {
  const results = new Map<string, unknown>();
  return {
    execute: (responseKey) => {
      if (results.has(responseKey)) return results.get(responseKey);
      const root = roots.get(responseKey);
      if (root === undefined) throw new Error(`The operation does not have the root field ${responseKey}.`);
      if (root.error) throw root.error;
      const result = root.work.execute(scope, root.plan);
      results.set(responseKey, result);
      return result;
    },
  };
}
