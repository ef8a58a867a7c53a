import { toError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { type PerDocumentStep, perDocumentKey, type Row } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';
import { DOCUMENT_READS } from './document-reads.ts';

/**
 * Asks the site about each document, once a document and request, a few at a time. A failure is attached as an error.
 */
export async function perDocumentStep(
  scope: RequestScope,
  doctype: DocTypeMeta,
  { read }: PerDocumentStep,
  rows: readonly Row[],
): Promise<void> {
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const answers = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    scope.loaders
      .once(JSON.stringify([read, doctype.name, name]), () => DOCUMENT_READS[read](scope, doctype, name))
      .catch(toError),
  );
  const byName = new Map(names.map((name, index) => [name, answers[index]]));
  for (const row of rows) row[perDocumentKey(read)] = byName.get(String(row.name));
}
