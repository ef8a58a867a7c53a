import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { addCosts, costOfRoles, NO_COST } from '../../plan/cost.ts';
import type { Row, WholeFieldsStep } from '../../plan/read-plan.ts';
import { hideGuarded } from '../permission/permlevels.ts';
import { readableDocs, readWholeDocs } from '../rows/whole-docs.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import type { StepKind } from './read-step.ts';

/** Lists cannot select these docfields, so the rows' documents are read. Then follows what leads on from them. */
export const wholeFieldsStep: StepKind<WholeFieldsStep> = {
  async read(step, { scope, doctype, rows, source, next }) {
    if (source === 'list') await readFields(scope, doctype, step, rows);
    await next(step.plan, rows, source);
  },
  cost: ({ fieldnames, plan }, { doctype, rows, areWhole, basis, costs }) =>
    addCosts([
      costOfRoles(doctype, fieldnames),
      areWhole ? NO_COST : { calls: rows, rows },
      costs.ofSteps(plan, rows, areWhole, basis),
    ]),
};

async function readFields(
  scope: RequestScope,
  doctype: DocTypeMeta,
  step: WholeFieldsStep,
  rows: readonly Row[],
): Promise<void> {
  const docs = await readWholeDocs(scope, doctype, rows);
  await hideGuarded(scope, { doctype, columns: new Set(step.fieldnames), steps: [] }, readableDocs(docs));
  for (const row of rows) copyFields(row, docs.get(String(row.name)), step.fieldnames);
}

function copyFields(row: Row, doc: Row | Error | null | undefined, fieldnames: readonly string[]): void {
  for (const fieldname of fieldnames) row[fieldname] = doc instanceof Error ? doc : (doc?.[fieldname] ?? null);
}
