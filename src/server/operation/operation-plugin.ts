import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeOperation } from '../../query/completion/execute-operation.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type Cost, NO_COST } from '../../query/plan/cost.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { type OperationContext, operationOf } from '../context/operation-context.ts';
import type { PlannedOperation } from '../context/planned-operation.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { addExtension } from '../rules/result-extensions.ts';
import { costExtension, takePoints } from './operation-cost.ts';
import { type CostLimit, planWithin } from './plan-within.ts';

/** The limits of operations. */
export interface OperationRules {
  readonly limit: CostLimit;
  /** Whether answers are written where they can be, or all of them completed by the executor. */
  readonly isWriting: boolean;
  readonly rateLimit: RateLimit | null;
  /** Turns an error into what callers may read. */
  readonly maskError: (error: unknown) => Error;
}

/**
 * Plans each operation once, before it runs; refuses one that is too expensive, or whose caller has too few points, and
 * reports the cost in `extensions.cost`. An operation whose cost cannot be estimated is refused.
 */
export function createOperationPlugin(rules: OperationRules): Plugin<RequestScope> {
  return {
    async onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const planned = await planAll(args, rules);
      if (planned === null) return;
      if (planned.refusal) return setResultAndStopExecution(planned.refusal);
      setExecuteFn((given: ExecutionArgs) => planned.execute(() => executeFn(given) as Promise<ExecutionResult>));
      return {
        onExecuteDone: async ({ result, setResult }) => {
          const cost = await costExtension(operationOf(args.contextValue), planned.cost);
          if (cost !== null) addExtension(result, setResult, { cost });
        },
      };
    },
    // The cost of reporting each change.
    async onSubscribe({ args, setResultAndStopExecution }) {
      const planned = await planAll(args, rules);
      if (planned?.refusal) return setResultAndStopExecution(planned.refusal);
      // The calls of a stream are counted when they are made.
      await operationOf(args.contextValue).record.spending?.settle(NO_COST);
    },
  };
}

type Execute = (executor: () => Promise<ExecutionResult> | ExecutionResult) => Promise<ExecutionResult>;

type Planned =
  | { readonly refusal: ExecutionResult }
  | { readonly refusal: null; readonly cost: Cost; readonly execute: Execute };

/** @returns null if the operation cannot run: the executor says what is wrong with it. */
async function planAll(
  args: ExecutionArgs,
  { limit: most, isWriting, rateLimit, maskError }: OperationRules,
): Promise<Planned | null> {
  const scope = args.contextValue as RequestScope;
  const context = operationOf(args.contextValue);
  const { record, shared } = context;
  const limit = shared?.costLeft ?? most;
  try {
    const planned = planOnce(args, context, limit);
    if (planned === null) return null;
    const { plan, cost, run, refusal } = planned;
    record.setPlan(plan, cost, scope.caller.operation);
    record.plans.count(planned.isKept);
    if (refusal !== null) {
      record.isRefused = true;
      return { refusal: { errors: [tooExpensive(planned, refusal, limit)], extensions: { cost } } };
    }
    if (shared) spend(shared.costLeft, cost);
    const tooSoon = await takePoints(rateLimit, scope.caller, context, cost);
    if (tooSoon !== null) {
      record.isRefused = true;
      const errors = [maskError(tooSoon) as GraphQLError];
      return { refusal: { errors, extensions: { cost: await costExtension(context, cost) } } };
    }
    const writer = isWriting ? planned.prepared.writer(planned.variables) : null;
    const execute: Execute = (executor) => executeOperation(plan, run, writer, scope.caller, executor);
    return { refusal: null, cost, execute };
  } catch (error) {
    return { refusal: { errors: [maskError(error) as GraphQLError] } };
  }
}

/**
 * @returns the plan that the quick handler made, if it did, else a new one; null if the document does not have the
 * operation, or its variables are wrong.
 */
function planOnce(args: ExecutionArgs, { planned }: OperationContext, limit: CostLimit): PlannedOperation | null {
  const prepared = prepareOperation(args.schema, args.document, args.operationName);
  if (planned !== undefined && planned.prepared === prepared) return planned;
  const coerced = prepared?.coerce(args.variableValues);
  if (!prepared || !coerced || 'errors' in coerced) return null;
  return planWithin(prepared, coerced.variables, args.contextValue as RequestScope, limit);
}

/** The queries of a batch cost what they cost together. */
function spend(left: CostLimit, cost: Cost): void {
  left.calls -= cost.calls;
  left.rows -= cost.rows;
}

function tooExpensive({ plan, cost }: PlannedOperation, name: keyof CostLimit, limit: CostLimit): GraphQLError {
  return new GraphQLError(
    `This ${plan.kind} may need ${cost[name]} ${name} of the site, and ${limit[name]} are allowed. Ask for fewer rows.`,
    { extensions: { code: 'COST_EXCEEDED', field: name } },
  );
}
