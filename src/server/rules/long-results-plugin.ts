import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { toRefusedResult } from '../../query/completion/answer-length.ts';
import { isShort, toJsonInTurns } from '../../query/completion/result-text.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** Stands where the data comes in; no other part of a result holds it. */
const PLACEHOLDER = '\0data';

/** A result with its own way to be written. */
type ReadyResult = ExecutionResult & { stringify?: (result: ExecutionResult) => string };

/** Writes the data of long results a piece at a time, so that it holds nobody up. One that is too long is refused. */
export function createLongResultsPlugin(): Plugin<RequestScope> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: async ({ result, setResult }) => {
        if (!isPlainResult(result) || isShort(result.data)) return;
        const { caller } = args.contextValue as RequestScope;
        try {
          const text = await toJsonInTurns(result.data, caller);
          const ready: ReadyResult = { ...result, stringify: (full) => withData(full, text) };
          setResult(ready);
        } catch (error) {
          setResult(toRefusedResult(error));
        }
      },
    }),
  };
}

function isPlainResult(result: unknown): result is ReadyResult {
  if (typeof result !== 'object' || result === null || Symbol.asyncIterator in result) return false;
  return (result as ReadyResult).stringify === undefined;
}

function withData({ data: _data, stringify: _own, errors, ...others }: ReadyResult, text: string): string {
  return JSON.stringify({ errors, data: PLACEHOLDER, ...others }).replace(JSON.stringify(PLACEHOLDER), () => text);
}
