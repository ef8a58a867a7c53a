import type { ExecutionResult } from 'graphql';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { LongWork } from '../../turns.ts';
import type { OperationPlan, OperationRun } from '../plan/operation-plan.ts';
import type { DataWriter, RootValue } from './result-writer.ts';

/** A result whose `data` is ready as text. */
export interface WrittenResult {
  readonly extensions?: Record<string, unknown>;
  /** Writes the whole result. @param result this result, or a copy with other extensions. */
  readonly stringify: (result: Pick<ExecutionResult, 'extensions'>) => string;
}

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
  const text = await writePlanned(plan, run, writer, caller);
  return text === null ? executor() : (toWrittenResult(text) as ExecutionResult);
}

/** Rows of which an answer is written at once; one of more is written in turns with others. */
const ROWS_AT_ONCE = 1_000;

/** Executes the roots of an operation, and writes its `data`. @returns null if a root failed, or the writer gave up. */
export async function writePlanned(
  plan: OperationPlan,
  run: OperationRun,
  writer: DataWriter,
  caller: CallerContext,
): Promise<string | null> {
  try {
    const values = await executeRoots(plan, run);
    const rootValue = (responseKey: string) => values.get(responseKey);
    const { operation } = caller;
    const rows = operation ? operation.limits.rows - operation.rows : 0;
    return rows > ROWS_AT_ONCE ? await writeInTurns(writer, rootValue, caller) : writer.write(rootValue);
  } catch {
    // The executor meets the same error, and reports it at its place.
    return null;
  }
}

async function writeInTurns(writer: DataWriter, rootValue: RootValue, caller: CallerContext): Promise<string> {
  const work = new LongWork(laneOf(caller));
  let text = '';
  for (const piece of writer.pieces(rootValue)) {
    text += piece;
    if (work.isDue) await work.rest();
  }
  return text;
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

function toWrittenResult(data: string): WrittenResult {
  return {
    stringify: ({ extensions }) =>
      extensions === undefined ? `{"data":${data}}` : `{"data":${data},"extensions":${JSON.stringify(extensions)}}`,
  };
}
