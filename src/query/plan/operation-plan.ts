import { addCosts, addInTurn, type Cost, type CostBasis, NO_COST, within } from './cost.ts';

/**
 * The functions that take the plan of a root field.
 *
 * @typeParam Scope the request in which it is executed, which planning knows nothing of.
 */
export interface RootWork<Plan, Result, Scope> {
  /** Estimates what the plan may cost the site. An exception in it is a bug, and fails the operation. */
  cost(plan: Plan, basis: CostBasis): Cost;
  /** Does what was planned, as the caller. */
  execute(scope: Scope, plan: Plan): Result;
  /** Of subscriptions: what the plan listens to. Absent for a subscription with a stream of its own. */
  feed?: ((plan: Plan) => unknown) | undefined;
}

/** One root field of an operation, planned. */
export interface RootPlan {
  readonly responseKey: string;
  readonly fieldName: string;
  readonly work: RootWork<unknown, unknown, never>;
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
  /** How many fields of documents were planned, for it or for parts that it may share: how large it is at most. */
  readonly fields: number;
}

/**
 * Estimates what an operation may cost the site.
 *
 * @throws the error of a root's `cost`: an operation of unknown cost must not run.
 */
export function costOfOperation({ kind, roots }: OperationPlan, basis: CostBasis): Cost {
  const estimates = [...roots.values()].map((root) => () => costOfRoot(root, kind, basis));
  // The fields of a mutation run one after the other.
  const cost = kind === 'mutation' ? addInTurn(basis, estimates) : addCosts(estimates.map((estimate) => estimate()));
  return cost;
}

function costOfRoot({ responseKey, work, plan, error }: RootPlan, kind: OperationPlan['kind'], basis: CostBasis): Cost {
  if (error) return NO_COST;
  const own = { action: kind === 'mutation' ? 'write' : 'call', doctype: null } as const;
  const cost = within(basis, responseKey, own, () => work.cost(plan, basis));
  // A root that costs less than nothing would make room for the others.
  if (isCount(cost.calls) && isCount(cost.rows)) return cost;
  throw new Error(`The cost of ${responseKey} is ${cost.calls} calls and ${cost.rows} rows.`);
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

/** One run of a planned operation. */
export interface OperationRun {
  /**
   * Executes a root field, or returns what it gave before: each root is executed once, regardless of who completes the
   * response.
   *
   * @throws what planning the root has thrown, and what executing it throws.
   */
  execute(responseKey: string): unknown;
}
