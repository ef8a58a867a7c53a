import type { Cost } from '../../query/plan/cost.ts';
import type { OperationPlan, OperationRun } from '../../query/plan/operation-plan.ts';
import type { PreparedOperation } from '../../query/prepared-operation.ts';

/** A planned operation, and the reason if it must not run. */
export interface PlannedOperation {
  readonly prepared: PreparedOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly plan: OperationPlan;
  /** Whether it is that of an earlier request. */
  readonly isKept: boolean;
  readonly cost: Cost;
  readonly run: OperationRun;
  readonly refusal: 'calls' | 'rows' | null;
}
