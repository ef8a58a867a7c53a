import type { OperationPlan, OperationRun, RootWork } from '../plan/operation-plan.ts';
import type { RequestScope } from './scope/request-scope.ts';

/** Makes the one run of a planned operation in a scope. */
export function createOperationRun(scope: RequestScope, { roots }: OperationPlan): OperationRun {
  const results = new Map<string, unknown>();
  return {
    execute: (responseKey) => {
      if (results.has(responseKey)) return results.get(responseKey);
      const root = roots.get(responseKey);
      if (root === undefined) throw new Error(`The operation does not have the root field ${responseKey}.`);
      if (root.error) throw root.error;
      const work = root.work as RootWork<unknown, unknown, RequestScope>;
      const result = work.execute(scope, root.plan);
      results.set(responseKey, result);
      return result;
    },
  };
}
