import type { ExecutionResult } from 'graphql';
import type { OperationResults } from './shared-stream.ts';

/** Calls back, once, when the results end or are abandoned. */
export async function countResults(
  given: OperationResults | Promise<OperationResults>,
  onEnd: () => void,
): Promise<OperationResults> {
  const results = await given;
  if (!(Symbol.asyncIterator in results)) {
    onEnd();
    return results;
  }
  const iterator = results[Symbol.asyncIterator]();
  const counted: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => counted,
    next: async () => {
      const step = await iterator.next().catch((error: unknown) => {
        onEnd();
        throw error;
      });
      if (step.done) onEnd();
      return step;
    },
    return: async () => {
      onEnd();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return counted;
}
