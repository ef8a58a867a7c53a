import type { GraphQLError } from 'graphql';
import type { GatewayError } from '../../errors.ts';
import type { Cost } from '../../query/plan/cost.ts';
import type { OperationPlan, OperationRun } from '../../query/plan/operation-plan.ts';
import type { PreparedOperation } from '../../query/prepared-operation.ts';

/** A planned operation, and the reason if it must not run. */
export interface Admission {
  readonly prepared: PreparedOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly plan: OperationPlan;
  readonly cost: Cost;
  readonly run: OperationRun;
  /** Ready to be shown, or to be masked as what is thrown before an operation runs. */
  readonly refusal: GraphQLError | GatewayError | null;
}
