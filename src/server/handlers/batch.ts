import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { type OperationLimits, startBudget } from '../../frappe/operation-budget.ts';
import type { ContentCoding } from '../compression/content-coding.ts';
import { sendAnswer } from '../compression/send-answer.ts';
import type { OperationContext, SharedLimits } from '../context/operation-context.ts';
import { BatchOfOperations } from '../limits/batch-of-operations.ts';
import type { CostLimit } from '../operation/admit-operation.ts';
import { settleShared } from '../operation/operation-cost.ts';
import { headersOf, statusOf } from '../rules/response-status.ts';
import type { OperationResults } from '../stream/shared-stream.ts';
import { toPublicErrors, toPublicText } from '../stream/stream-operation.ts';
import { answerError } from './answer-error.ts';

/** The dependencies of a batch handler. */
export interface BatchParts {
  readonly limits: OperationLimits;
  readonly maxCost: CostLimit;
  readCaller(context: OperationContext, response: ServerResponse): Promise<CallerContext>;
  /** Runs one operation, of any shape. */
  run(context: OperationContext, sent: unknown): Promise<OperationResults>;
  maskError(error: unknown): Error;
  codingOf(request: IncomingMessage): ContentCoding | null;
  headersOf(context: OperationContext): Record<string, string | string[]>;
}

/**
 * Answers an array of queries with an array of their results, in their order. They run side by side as one caller, and
 * share the time, the rows and the cost of one operation.
 *
 * @returns false for a request that is not such an array.
 */
export type BatchHandler = (context: OperationContext, response: ServerResponse) => Promise<boolean>;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** @returns what answers batches. */
export function createBatchHandler(parts: BatchParts): BatchHandler {
  return async (context, response) => {
    const batch = await context.params?.then(noBatch, toBatch);
    if (!batch || batch.operations.length === 0) return false;
    const caller = await parts.readCaller(context, response).catch(toGatewayError);
    if (caller instanceof GatewayError) {
      context.record.setResult({ errors: [caller] });
      for (const [name, value] of Object.entries(parts.headersOf(context))) response.setHeader(name, value);
      answerError(response, caller);
      return true;
    }
    const results = await runAll(parts, context, caller, batch.operations);
    const errors = results.flatMap(({ errors: own = [] }) => own);
    context.record.setResult({ data: {}, errors });
    const text = `[${results.map(toPublicText).join(',')}]`;
    const headers = { ...JSON_TYPE, ...headersOf({ errors }), ...parts.headersOf(context) };
    await sendAnswer(response, text, { status: statusOfAll(results), headers }, () => parts.codingOf(context.request));
    return true;
  };
}

function noBatch(): null {
  return null;
}

function toBatch(error: unknown): BatchOfOperations | null {
  return error instanceof BatchOfOperations ? error : null;
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  throw error;
}

async function runAll(
  { limits, maxCost, run, maskError }: BatchParts,
  context: OperationContext,
  caller: CallerContext,
  operations: readonly unknown[],
): Promise<ExecutionResult[]> {
  const { record } = context;
  const shared: SharedLimits = {
    costLeft: { ...maxCost },
    budget: startBudget(limits, record.startedAt),
    taken: [],
  };
  const runOne = async (sent: unknown): Promise<ExecutionResult> => {
    try {
      const results = await run({ ...context, caller, shared }, sent);
      if (Symbol.asyncIterator in results) throw new Error('A batch cannot have results over time.');
      return results;
    } catch (error) {
      return { errors: toPublicErrors(error, maskError).map((each) => new GraphQLError(each.message, each)) };
    }
  };
  const results = await Promise.all(operations.map(runOne));
  const cost = { calls: maxCost.calls - shared.costLeft.calls, rows: maxCost.rows - shared.costLeft.rows };
  record.setPlan({ kind: 'query', name: `${operations.length} queries` }, cost, shared.budget);
  await settleShared(shared, record.used);
  return results;
}

/** That of all results if they have one in common, such as 401 for a credential that is refused; else 200. */
function statusOfAll(results: readonly ExecutionResult[]): number {
  const [first = 200, ...others] = results.map((result) => statusOf(result, 'application/json'));
  return others.every((status) => status === first) ? first : 200;
}
