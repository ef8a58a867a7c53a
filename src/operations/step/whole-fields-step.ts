import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { hideGuarded } from '../permission/permlevels.ts';
import type { Row, RowSource, WholeFieldsStep } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';
import { readableDocs, readWholeDocs } from '../whole-docs.ts';

/** Lists cannot select these docfields, so the rows' documents are read. */
export async function wholeFieldsStep(
  scope: RequestScope,
  doctype: DocTypeMeta,
  step: WholeFieldsStep,
  rows: readonly Row[],
  source: RowSource,
): Promise<void> {
  if (source === 'document') return;
  const docs = await readWholeDocs(scope, doctype, rows);
  await hideGuarded(scope, { doctype, columns: new Set(step.fieldnames), steps: [] }, readableDocs(docs));
  for (const row of rows) copyFields(row, docs.get(String(row.name)), step.fieldnames);
}

function copyFields(row: Row, doc: Row | Error | null | undefined, fieldnames: readonly string[]): void {
  for (const fieldname of fieldnames) row[fieldname] = doc instanceof Error ? doc : (doc?.[fieldname] ?? null);
}
