import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { hideGuarded } from '../permission/permlevels.ts';
import type { CompleteRows, Row, RowSource, WholeFieldsStep } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';
import { readableDocs, readWholeDocs } from '../whole-docs.ts';

/** Lists cannot select these docfields, so the rows' documents are read. Then follows what leads on from them. */
export async function wholeFieldsStep(
  scope: RequestScope,
  doctype: DocTypeMeta,
  step: WholeFieldsStep,
  rows: readonly Row[],
  source: RowSource,
  next: CompleteRows,
): Promise<void> {
  if (source === 'list') await readFields(scope, doctype, step, rows);
  await next(step.plan, rows, source);
}

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
