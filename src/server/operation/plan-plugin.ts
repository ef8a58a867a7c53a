import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { costOfOperation, type OperationPlan } from '../../query/plan/operation-plan.ts';
import { PlannedCallList } from '../../query/plan/planned-calls.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { operationOf } from '../context/operation-context.ts';
import { readDebugMode } from '../rules/debug-mode.ts';
import { type CostLimit, toCostBasis } from './admit-operation.ts';

/** The dependencies of the plugin. */
export interface PlanPluginParts {
  readonly limit: CostLimit;
  readonly maskError: (error: unknown) => Error;
  /** @throws GatewayError if a caller is not allowed to see plans. */
  readonly assertMayPlan: (caller: CallerContext) => Promise<void>;
}

/**
 * Answers callers who ask for the plan of an operation: the calls that it may make, in `extensions.plan`, and its cost.
 * Nothing of the operation runs.
 */
export function createPlanPlugin(parts: PlanPluginParts): Plugin<RequestScope> {
  const answer = async (args: ExecutionArgs, stop: (result: ExecutionResult) => void): Promise<undefined> => {
    try {
      if (readDebugMode(operationOf(args.contextValue).request) !== 'plan') return;
      await parts.assertMayPlan((args.contextValue as RequestScope).caller);
      const result = describePlan(args, parts);
      if (result !== null) stop(result);
    } catch (error) {
      stop({ errors: [parts.maskError(error) as GraphQLError] });
    }
  };
  return {
    onExecute: ({ args, setResultAndStopExecution }) => answer(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => answer(args, setResultAndStopExecution),
  };
}

/** @returns null if the document lacks the operation, which the executor reports. */
function describePlan(args: ExecutionArgs, { limit, maskError }: PlanPluginParts): ExecutionResult | null {
  const prepared = prepareOperation(args.schema, args.document, args.operationName);
  const coerced = prepared?.coerce(args.variableValues);
  if (!prepared || !coerced) return null;
  if ('errors' in coerced) return { errors: coerced.errors };
  const { limits, model } = args.contextValue as RequestScope;
  const plan = prepared.plan(coerced.variables, limits);
  const report = new PlannedCallList();
  const cost = costOfOperation(plan, { ...toCostBasis(limits, model), report });
  const errors = errorsOf(plan, maskError);
  return {
    data: null,
    ...(errors.length > 0 ? { errors } : {}),
    extensions: {
      cost,
      plan: {
        operation: plan.kind,
        rounds: Math.max(0, ...report.calls.map(({ round }) => round)),
        limit: { calls: limit.calls, rows: limit.rows },
        calls: report.calls,
      },
    },
  };
}

/** Why root fields cannot be planned: an argument is wrong. */
function errorsOf({ roots }: OperationPlan, maskError: (error: unknown) => Error): GraphQLError[] {
  return [...roots.values()].flatMap(({ responseKey, error }) => {
    if (!error) return [];
    const { message, extensions } = maskError(error) as GraphQLError;
    return [new GraphQLError(message, { path: [responseKey], extensions })];
  });
}
