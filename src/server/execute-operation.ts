import type { ExecutionResult } from 'graphql';
import type { OperationPlan } from '../operations/operation-plan.ts';
import type { OperationRun } from '../operations/request-scope.ts';
import type { WriteData } from '../schema/completion/result-writer.ts';

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
 * @param write null if only the executor can complete the answer.
 * @param executor completes the answer by the run that the scope carries.
 */
export async function executeOperation(
  plan: OperationPlan,
  run: OperationRun,
  write: WriteData | null,
  executor: () => Promise<ExecutionResult> | ExecutionResult,
): Promise<ExecutionResult> {
  if (write === null) return executor();
  const text = await writePlanned(plan, run, write);
  return text === null ? executor() : (toWrittenResult(text) as ExecutionResult);
}

/** Executes the roots of an operation, and writes its `data`. @returns null if a root failed, or the writer gave up. */
export async function writePlanned(plan: OperationPlan, run: OperationRun, write: WriteData): Promise<string | null> {
  try {
    const values = await executeRoots(plan, run);
    return write((responseKey) => values.get(responseKey));
  } catch {
    // The executor meets the same error, and reports it at its place.
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

function toWrittenResult(data: string): WrittenResult {
  return {
    stringify: ({ extensions }) =>
      extensions === undefined ? `{"data":${data}}` : `{"data":${data},"extensions":${JSON.stringify(extensions)}}`,
  };
}
