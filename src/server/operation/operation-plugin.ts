import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeOperation } from '../../query/completion/execute-operation.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Cost } from '../../query/plan/cost.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { operationOf } from '../context/operation-context.ts';
import { addExtension } from '../rules/result-extensions.ts';
import { type CostLimit, type PlannedWithin, planWithin } from './plan-within.ts';

/**
 * Plans each operation once, before it runs; refuses one that is too expensive, and reports the cost in
 * `extensions.cost`. An operation whose cost cannot be estimated is refused.
 */
export function createOperationPlugin(limit: CostLimit, maskError: (error: unknown) => Error): Plugin<RequestScope> {
  return {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const planned = planAll(args, limit, maskError);
      if (planned === null) return;
      if (planned.refusal) return setResultAndStopExecution(planned.refusal);
      const { execute, cost } = planned;
      setExecuteFn((given: ExecutionArgs) => execute(() => executeFn(given) as Promise<ExecutionResult>));
      if (cost.calls === 0) return;
      return { onExecuteDone: ({ result, setResult }) => addExtension(result, setResult, { cost }) };
    },
    // The cost of reporting each change.
    onSubscribe({ args, setResultAndStopExecution }) {
      const planned = planAll(args, limit, maskError);
      if (planned?.refusal) setResultAndStopExecution(planned.refusal);
    },
  };
}

type Execute = (executor: () => Promise<ExecutionResult> | ExecutionResult) => Promise<ExecutionResult>;

type Planned =
  | { readonly refusal: ExecutionResult }
  | { readonly refusal: null; readonly cost: Cost; readonly execute: Execute };

/** @returns null if the operation cannot run: the executor says what is wrong with it. */
function planAll(args: ExecutionArgs, most: CostLimit, maskError: (error: unknown) => Error): Planned | null {
  const prepared = prepareOperation(args.schema, args.document, args.operationName);
  const coerced = prepared?.coerce(args.variableValues);
  if (!prepared || !coerced || 'errors' in coerced) return null;
  const { variables } = coerced;
  try {
    const scope = args.contextValue as RequestScope;
    const { record, shared } = operationOf(args.contextValue);
    const limit = shared?.costLeft ?? most;
    const planned = planWithin(prepared, variables, scope, limit);
    const { plan, cost, run, refusal } = planned;
    record.setPlan(plan, cost, scope.caller.operation);
    if (refusal !== null) return { refusal: { errors: [tooExpensive(planned, refusal, limit)], extensions: { cost } } };
    if (shared) spend(shared.costLeft, cost);
    const execute: Execute = (executor) =>
      executeOperation(plan, run, prepared.writer(variables), scope.caller, executor);
    return { refusal: null, cost, execute };
  } catch (error) {
    return { refusal: { errors: [maskError(error) as GraphQLError] } };
  }
}

/** The queries of a batch cost what they cost together. */
function spend(left: CostLimit, cost: Cost): void {
  left.calls -= cost.calls;
  left.rows -= cost.rows;
}

function tooExpensive({ plan, cost }: PlannedWithin, name: keyof CostLimit, limit: CostLimit): GraphQLError {
  return new GraphQLError(
    `This ${plan.kind} may need ${cost[name]} ${name} of the site, and ${limit[name]} are allowed. Ask for fewer rows.`,
    { extensions: { code: 'COST_EXCEEDED', field: name } },
  );
}
