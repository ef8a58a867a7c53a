import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeOperation } from '../../query/completion/execute-operation.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { NO_COST } from '../../query/plan/cost.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import type { Admission } from '../context/admission.ts';
import { type OperationContext, operationOf } from '../context/operation-context.ts';
import { addExtension } from '../rules/result-extensions.ts';
import { type AdmissionRules, admitOperation } from './admit-operation.ts';
import { costExtension } from './operation-cost.ts';

/** The rules of operations. */
export interface OperationRules extends AdmissionRules {
  /** Whether answers are written where they can be, or all of them completed by the executor. */
  readonly isWriting: boolean;
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
      const context = operationOf(args.contextValue);
      const refused = await refuse(args, context, rules);
      if (refused !== null) return setResultAndStopExecution(refused);
      const { admission } = context;
      if (admission === undefined) return;
      setExecuteFn((given: ExecutionArgs) => {
        const executor = () => executeFn(given) as Promise<ExecutionResult>;
        return complete(admission, args.contextValue as RequestScope, rules, executor);
      });
      return {
        onExecuteDone: async ({ result, setResult }) => {
          const cost = await costExtension(context, admission.cost);
          if (cost !== null) addExtension(result, setResult, { cost });
        },
      };
    },
    // The cost of reporting each change.
    async onSubscribe({ args, setResultAndStopExecution }) {
      const context = operationOf(args.contextValue);
      const refused = await refuse(args, context, rules);
      if (refused !== null) return setResultAndStopExecution(refused);
      // The calls of a stream are counted when they are made.
      await context.record.spending?.settle(NO_COST);
    },
  };
}

/** @returns the result of an operation that must not run; null for others, and where the executor says what is wrong. */
async function refuse(
  args: ExecutionArgs,
  context: OperationContext,
  rules: OperationRules,
): Promise<ExecutionResult | null> {
  try {
    const admission = await admitOnce(args, context, rules);
    if (admission === null || admission.refusal === null) return null;
    const { refusal } = admission;
    const errors = [refusal instanceof GraphQLError ? refusal : (rules.maskError(refusal) as GraphQLError)];
    return { errors, extensions: { cost: (await costExtension(context, admission.cost)) ?? admission.cost } };
  } catch (error) {
    return { errors: [rules.maskError(error) as GraphQLError] };
  }
}

/** @returns null if the document does not have the operation, or its variables are wrong. */
async function admitOnce(
  { schema, document, operationName, variableValues, contextValue }: ExecutionArgs,
  context: OperationContext,
  rules: AdmissionRules,
): Promise<Admission | null> {
  const prepared = prepareOperation(schema, document, operationName);
  // The quick handler may have gone so far.
  if (prepared !== null && context.admission?.prepared === prepared) return context.admission;
  const coerced = prepared?.coerce(variableValues);
  if (!prepared || !coerced || 'errors' in coerced) return null;
  const scope = contextValue as RequestScope;
  context.admission = await admitOperation(prepared, coerced.variables, scope, context, rules);
  return context.admission;
}

async function complete(
  { prepared, variables, plan, run }: Admission,
  { caller }: RequestScope,
  { isWriting }: OperationRules,
  executor: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const writer = isWriting ? prepared.writer(variables) : null;
  return executeOperation(plan, run, writer, caller, executor);
}
