import type { CompleteRows, DocPlan, Row, RowSource } from '../plan/read-plan.ts';
import { hideGuarded } from './permission/permlevels.ts';
import type { RequestScope } from './scope/request-scope.ts';
import { kindOf } from './steps/step-kinds.ts';

/**
 * Reads what a plan asks beyond the rows' own columns, one level of all rows at a time, and attaches it to them. Out of
 * rows that came as whole documents it first takes what the caller cannot read.
 */
export async function completeRows(
  scope: RequestScope,
  plan: DocPlan,
  rows: readonly Row[],
  source: RowSource,
): Promise<void> {
  if (rows.length === 0) return;
  if (source === 'document') await hideGuarded(scope, plan, rows);
  const next: CompleteRows = (nextPlan, nextRows, nextSource) => completeRows(scope, nextPlan, nextRows, nextSource);
  const input = { scope, doctype: plan.doctype, rows, source, next };
  await Promise.all(plan.steps.map((step) => kindOf(step).read(step, input)));
}
