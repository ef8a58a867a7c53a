import { GatewayError } from '../errors.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { mapConcurrently } from '../metadata/map-concurrently.ts';
import { hideByPermlevel } from './permlevels.ts';
import type { Row, RowSource, WholeFieldsStep } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { readWholeDoc } from './whole-doc.ts';

/** Lists cannot select these docfields, so the rows' documents are read: each once, a few at a time. */
export async function wholeFieldsStep(
  scope: RequestScope,
  doctype: DocTypeMeta,
  step: WholeFieldsStep,
  rows: readonly Row[],
  source: RowSource,
): Promise<void> {
  if (source === 'document') return;
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const docs = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    readFields(scope, doctype, step, name).catch((error: unknown) => toError(error)),
  );
  const byName = new Map(names.map((name, index) => [name, docs[index]]));
  for (const row of rows) copyFields(row, byName.get(String(row.name)), step.fieldnames);
}

async function readFields(
  scope: RequestScope,
  doctype: DocTypeMeta,
  step: WholeFieldsStep,
  name: string,
): Promise<Row | null> {
  const doc = await readWholeDoc(scope, doctype, name);
  if (doc !== null) await hideByPermlevel(scope, { doctype, columns: new Set(step.fieldnames), steps: [] }, doc);
  return doc;
}

function copyFields(row: Row, doc: Row | Error | null | undefined, fieldnames: readonly string[]): void {
  for (const fieldname of fieldnames) row[fieldname] = doc instanceof Error ? doc : (doc?.[fieldname] ?? null);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new GatewayError('INTERNAL', 'Internal error.');
}
