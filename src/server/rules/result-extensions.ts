import type { ExecutionResult } from 'graphql';

/** Adds to the `extensions` of a result; streams are left alone. */
export function addExtension(
  result: unknown,
  setResult: (result: ExecutionResult) => void,
  extensions: Record<string, unknown>,
): void {
  if (typeof result !== 'object' || result === null || Symbol.asyncIterator in result) return;
  const execution = result as ExecutionResult;
  setResult({ ...execution, extensions: { ...execution.extensions, ...extensions } });
}
