import type { ExecutionResult } from 'graphql';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { OperationPlan, OperationRun } from '../plan/operation-plan.ts';
import { AnswerLength, toRefusedResult } from './answer-length.ts';
import { joinInTurns } from './result-text.ts';
import type { DataWriter, RootValue } from './result-writer.ts';

/** A result whose `data` is complete. */
export interface WrittenResult {
  readonly extensions?: Record<string, unknown>;
  /** Writes the whole result. @param result this result, or a copy with other extensions. */
  readonly stringify: (result: Pick<ExecutionResult, 'extensions'>) => string;
}

/** Writes a result whose `data` is complete: the whole at once, because joining texts copies them. */
export type WriteResult = (extensions?: ExecutionResult['extensions']) => string;

/**
 * Executes the roots of an operation, and completes the answer: by the writer, or by the executor if the writer gives
 * up. Both complete the same values, because each root is executed once.
 *
 * @param writer null if only the executor can complete the answer.
 * @param executor completes the answer by the run that the scope carries.
 */
export async function executeOperation(
  plan: OperationPlan,
  run: OperationRun,
  writer: DataWriter | null,
  caller: CallerContext,
  executor: () => Promise<ExecutionResult> | ExecutionResult,
): Promise<ExecutionResult> {
  if (writer === null) return executor();
  try {
    const write = await completePlanned(plan, run, writer, caller);
    if (write !== null) return toWrittenResult(write) as ExecutionResult;
  } catch (error) {
    return toRefusedResult(error);
  }
  return executor();
}

/**
 * Executes the roots of an operation, and completes its `data`.
 *
 * @returns null if a root failed, or the writer gave up.
 * @throws GatewayError as `completeData`
 */
export async function completePlanned(
  plan: OperationPlan,
  run: OperationRun,
  writer: DataWriter,
  caller: CallerContext,
): Promise<WriteResult | null> {
  // The executor meets the same error, and reports it at its place.
  const values = await executeRoots(plan, run).catch(() => null);
  return values && completeData(writer, (responseKey) => values.get(responseKey), caller);
}

/**
 * Completes the `data` of an answer whose roots have values: at once if it is short, else in turns with others.
 *
 * @returns null if the writer gave up.
 * @throws GatewayError `COST_EXCEEDED` or `OVERLOADED` if the answer is too long.
 */
export async function completeData(
  writer: DataWriter,
  rootValue: RootValue,
  caller: CallerContext,
): Promise<WriteResult | null> {
  const length = new AnswerLength(caller.operation);
  try {
    const data = writer.complete(rootValue);
    if (data !== null) return (extensions) => JSON.stringify({ data, extensions });
    const text = await joinInTurns(writer.pieces(rootValue), caller, length);
    return (extensions) => `{"data":${text}${extensions ? `,"extensions":${JSON.stringify(extensions)}` : ''}}`;
  } catch {
    if (length.refusal !== null) throw length.refusal;
    return null;
  }
}

/** Roots of a query are executed side by side, those of a mutation one after the other. */
async function executeRoots({ kind, roots }: OperationPlan, run: OperationRun): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  if (kind === 'mutation' || roots.size === 1) {
    for (const key of roots.keys()) values.set(key, await run.execute(key));
    return values;
  }
  const keys = [...roots.keys()];
  // All of them have an outcome before the executor asks, so that it reports errors in the order of the document.
  const results = await Promise.allSettled(keys.map(async (key) => run.execute(key)));
  results.forEach((result, index) => {
    if (result.status === 'rejected') throw result.reason;
    values.set(keys[index] as string, result.value);
  });
  return values;
}

function toWrittenResult(write: WriteResult): WrittenResult {
  return { stringify: ({ extensions }) => write(extensions) };
}
