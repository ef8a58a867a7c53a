import { GatewayError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { chunk } from '../../plan/batch-limits.ts';
import { keyOfShape, mergeShapes, type Row, type RowShape } from '../../plan/read-plan.ts';
import { listRows } from '../rows/list-rows.ts';
import { readWholeDoc } from '../rows/whole-doc.ts';
import type { ReadRows, RequestScope } from '../scope/request-scope.ts';
import { batchedReads, type FoundValues, type Wanted } from './batched-reads.ts';

/**
 * Batches documents of one DocType that are wanted by name in the same tick into one `name in […]` list call with
 * the columns of all of them.
 */
export function createRowLoader(scope: RequestScope, doctype: DocTypeMeta): ReadRows {
  return batchedReads(keyOfShape, (batch) =>
    doctype.isVirtual ? readEach(scope, doctype, namesIn(batch)) : readBatch(scope, doctype, batch),
  );
}

function namesIn(batch: readonly Wanted<RowShape>[]): string[] {
  return [...new Set(batch.flatMap(({ names }) => names))];
}

async function readBatch(
  scope: RequestScope,
  doctype: DocTypeMeta,
  batch: readonly Wanted<RowShape>[],
): Promise<FoundValues<RowShape, Row | null>> {
  const shape = mergeShapes([...new Set(batch.map(({ part }) => part))]);
  const names = namesIn(batch);
  const answers = await Promise.all(
    chunk(names, scope.limits.namesPerCall).map((some) => readNames(scope, doctype, shape, some)),
  );
  const [only] = answers;
  const found = only !== undefined && answers.length === 1 ? only : new Map(answers.flatMap((answer) => [...answer]));
  return (name) => found.get(name) ?? null;
}

/** One call; its failure is the failure of its own names only. */
async function readNames(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  names: string[],
): Promise<Map<string, Row | Error>> {
  try {
    const filters = [['name', 'in', names]] as const;
    const rows = await listRows(scope, doctype, shape, { filters, orderBy: null, limit: names.length });
    return matchNames(names, rows);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.code === 'FORBIDDEN' ? new Map() : new Map(names.map((name) => [name, error]));
  }
}

/**
 * MariaDB compares names without regard to case, accents and trailing blanks, so a link may spell its target otherwise.
 */
function matchNames(names: readonly string[], rows: readonly Row[]): Map<string, Row> {
  const exact = new Map(rows.map((row) => [String(row.name), row]));
  const missing = names.filter((name) => !exact.has(name));
  if (missing.length === 0) return exact;
  const folded = new Map(rows.map((row) => [fold(String(row.name)), row]));
  for (const name of missing) {
    const row = folded.get(fold(name));
    if (row) exact.set(name, row);
  }
  return exact;
}

function fold(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trimEnd();
}

/**
 * The controller of a virtual DocType decides what its list does with filters, so its documents are read one by one.
 */
async function readEach(
  scope: RequestScope,
  doctype: DocTypeMeta,
  names: readonly string[],
): Promise<FoundValues<RowShape, Row | null>> {
  const docs = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    readWholeDoc(scope, doctype, name).catch((error: unknown) => (error instanceof Error ? error : null)),
  );
  const found = new Map(names.map((name, index) => [name, docs[index] ?? null]));
  return (name) => found.get(name) ?? null;
}
