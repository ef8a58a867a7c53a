import { usersStep } from './desk/users-step.ts';
import { hideGuarded } from './permission/permlevels.ts';
import type { CompleteRows, DocPlan, ReadStep, Row, RowSource } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { backlinkStep } from './step/backlink-step.ts';
import { childTableStep } from './step/child-table-step.ts';
import { dynamicLinkStep } from './step/dynamic-link-step.ts';
import { linkStep } from './step/link-step.ts';
import { perDocumentStep } from './step/per-document-step.ts';
import { titleStep } from './step/title-step.ts';
import { treeStep } from './step/tree-step.ts';
import { wholeFieldsStep } from './step/whole-fields-step.ts';
import { workflowStep } from './step/workflow-step.ts';

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
  await Promise.all(plan.steps.map((step) => runStep(scope, plan, step, rows, source, next)));
}

function runStep(
  scope: RequestScope,
  plan: DocPlan,
  step: ReadStep,
  rows: readonly Row[],
  source: RowSource,
  next: CompleteRows,
): Promise<void> {
  switch (step.kind) {
    case 'link':
      return linkStep(scope, step, rows, next);
    case 'dynamicLink':
      return dynamicLinkStep(scope, step, rows, next);
    case 'childTable':
      return childTableStep(scope, plan.doctype, step, rows, source, next);
    case 'backlink':
      return backlinkStep(scope, step, rows, next);
    case 'workflow':
      return workflowStep(scope, plan.doctype, step, rows);
    case 'title':
      return titleStep(step, rows);
    case 'perDocument':
      return perDocumentStep(scope, plan.doctype, step, rows);
    case 'users':
      return usersStep(scope, plan.doctype, step, rows, source, next);
    case 'tree':
      return treeStep(scope, step, rows, next);
    case 'wholeFields':
      return wholeFieldsStep(scope, plan.doctype, step, rows, source, next);
  }
}
