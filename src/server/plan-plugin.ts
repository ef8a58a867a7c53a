import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Cost } from '../operations/cost.ts';
import { costOfOperation, createOperationRun, type OperationPlan } from '../operations/operation-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { planOperation } from '../schema/plan-operation.ts';
import { addExtension } from './result-extensions.ts';

/** The most that one operation may cost. */
export interface CostLimit {
  calls: number;
  rows: number;
}

/**
 * Plans each operation once, before it runs; refuses one that is too expensive, and reports the cost in
 * `extensions.cost`. An operation whose cost cannot be estimated is refused.
 */
export function createPlanPlugin(limit: CostLimit, maskError: (error: unknown) => Error): Plugin<RequestScope> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { cost, refusal } = plan(args, limit, maskError);
      if (refusal) return setResultAndStopExecution(refusal);
      if (cost === null || cost.calls === 0) return;
      return { onExecuteDone: ({ result, setResult }) => addExtension(result, setResult, { cost }) };
    },
    // What each change costs to be reported.
    onSubscribe({ args, setResultAndStopExecution }) {
      const { refusal } = plan(args, limit, maskError);
      if (refusal) setResultAndStopExecution(refusal);
    },
  };
}

interface Planned {
  /** Null if the operation cannot run: the executor says what is wrong with it. */
  readonly cost: Cost | null;
  readonly refusal: ExecutionResult | null;
}

function plan(args: ExecutionArgs, limit: CostLimit, maskError: (error: unknown) => Error): Planned {
  const scope = args.contextValue as RequestScope;
  const planned = planOperation(args, scope.limits);
  if ('errors' in planned) return { cost: null, refusal: null };
  try {
    const cost = costOf(planned.plan, scope);
    scope.run = createOperationRun(scope, planned.plan);
    const isTooExpensive = cost.calls > limit.calls || cost.rows > limit.rows;
    if (!isTooExpensive) return { cost, refusal: null };
    return { cost, refusal: { errors: [tooExpensive(planned.plan, cost, limit)], extensions: { cost } } };
  } catch (error) {
    return { cost: null, refusal: { errors: [maskError(error) as GraphQLError] } };
  }
}

function costOf(operation: OperationPlan, { limits, model }: RequestScope): Cost {
  const { capabilities, frappeVersion } = model.info;
  return costOfOperation(operation, { limits, capabilities, doctypes: model.doctypes, frappeVersion });
}

function tooExpensive({ kind }: OperationPlan, cost: Cost, limit: CostLimit): GraphQLError {
  const name = cost.calls > limit.calls ? 'calls' : 'rows';
  return new GraphQLError(
    `This ${kind} may need ${cost[name]} ${name} of the site, and ${limit[name]} are allowed. Ask for fewer rows.`,
    { extensions: { code: 'COST_EXCEEDED', field: name } },
  );
}
