import { toError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { readWholeDoc } from './whole-doc.ts';

/**
 * Reads the documents of rows whole: each once a request, whoever asks for it, and a few at a time.
 *
 * @returns by name: null for a document that is gone, an Error for one that could not be read.
 */
export async function readWholeDocs(
  scope: RequestScope,
  doctype: DocTypeMeta,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Row | null | Error>> {
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const docs = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    scope.loaders
      .once(JSON.stringify(['document', doctype.name, name]), () => readWholeDoc(scope, doctype, name))
      .catch(toError),
  );
  return new Map(names.map((name, index) => [name, docs[index] ?? null]));
}

/** The documents that were read. */
export function readableDocs(docs: ReadonlyMap<string, Row | null | Error>): Row[] {
  return [...docs.values()].filter((doc): doc is Row => doc !== null && !(doc instanceof Error));
}
