import { GatewayError, type ServerMessage, toError } from '../../errors.ts';
import { outOfTime } from '../../frappe/operation-budget.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { countDocs } from '../../query/execution/aggregate/count-docs.ts';
import { resolveFilter } from '../../query/execution/filter/resolve-filter.ts';
import { toListQuery, type WireFilter } from '../../query/execution/filter/wire-filter.ts';
import { readPageRows } from '../../query/execution/paging/read-page.ts';
import { listRows, NAMES } from '../../query/execution/rows/list-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { chunk } from '../../query/plan/batch-limits.ts';
import type { Filter } from '../../query/plan/filter.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { type BulkResult, endsBulk, hasTimeToWrite, type MatchedDoc, writeBatch } from './write-batch.ts';

/** The documents that a bulk write is about. */
export interface BulkSelection {
  readonly doctype: DocTypeMeta;
  readonly filter: Filter;
  /** The most documents to write now. */
  readonly first: number;
  /** The number of documents that must match, or nothing is written; null if it does not matter. */
  readonly expectCount: number | null;
  readonly isDryRun: boolean;
  /** The place to continue from; null to begin. */
  readonly after: BulkPlace | null;
}

/** How far a bulk write has come: documents are written in the order of their names. */
export interface BulkPlace {
  readonly name: string | number;
  /** The number of documents that matched at the beginning. */
  readonly matched: number;
}

/** The result of a bulk write. */
export interface BulkOutcome {
  readonly matched: number;
  /** Names of the first documents of the page. */
  readonly sample: readonly string[];
  readonly results: readonly BulkResult[];
  /** The place to continue from; null if no document is left, and after a dry run. */
  readonly next: BulkPlace | null;
  /** The error because of which documents of this page were left. */
  readonly stopped: Error | null;
}

/** How the documents of a bulk write are written. */
export interface BulkWork {
  /** Checks what is the same for all documents, before the first one is written and in dry runs. */
  prepare(): Promise<void>;
  write(document: MatchedDoc): Promise<readonly ServerMessage[]>;
  /** Whether documents must be found by the filter once more right before they are written. */
  readonly looksAgain: boolean;
}

/** Documents that are written between two looks at the filter. */
export const BULK_BATCH = 25;

const SAMPLE = 10;

/**
 * Writes the documents that a filter finds, as the caller, in the order of their names and a few at a time. It stops
 * before the next document if an outcome is unknown, if the site or the caller can do no more, or if half of the
 * operation's time is over, so that each write has the time to end.
 *
 * @throws GatewayError `CONFLICT` if another number of documents matches than expected: nothing is written then.
 */
export async function writeByFilter(
  scope: RequestScope,
  selection: BulkSelection,
  work: BulkWork,
): Promise<BulkOutcome> {
  const wire = await resolveFilter(scope, selection.doctype, selection.filter, 'plain');
  const found = wire === null ? [] : await readMatching(scope, selection, wire);
  const matched = selection.after?.matched ?? (await countMatching(scope, selection, wire, found));
  assertExpected(selection, matched);
  await work.prepare();
  const rows = found.slice(0, selection.first);
  const sample = rows.slice(0, SAMPLE).map(({ name }) => String(name));
  if (selection.isDryRun || wire === null || rows.length === 0) {
    return { matched, sample, results: [], next: null, stopped: null };
  }
  const { results, stopped } = await writeRows(scope, selection.doctype, wire, rows, work);
  const name = rows[results.length - 1]?.name as string | number;
  return { matched, sample, results, stopped, next: results.length < found.length ? { name, matched } : null };
}

/** The documents of the page, with one more where there are more. */
function readMatching(scope: RequestScope, { doctype, first, after }: BulkSelection, wire: WireFilter): Promise<Row[]> {
  const byName = [{ fieldname: 'name', direction: 'asc' }] as const;
  const page = { size: first + 1, offset: 0, position: after && [after.name], isBackward: false };
  return readPageRows(scope, doctype, { columns: ['name', 'modified'], tables: {} }, wire, byName, page);
}

/** Documents that fit into one page need not be counted. */
async function countMatching(
  scope: RequestScope,
  { doctype, first }: BulkSelection,
  wire: WireFilter | null,
  found: readonly Row[],
): Promise<number> {
  if (wire === null || found.length <= first) return found.length;
  return (await countDocs(scope, doctype, wire, null)) ?? found.length;
}

function assertExpected({ expectCount }: BulkSelection, matched: number): void {
  if (expectCount === null || expectCount === matched) return;
  const message = `expectCount: ${matched} documents match, and ${expectCount} were expected. Nothing was changed.`;
  const details = { field: 'expectCount', expected: String(expectCount), actual: String(matched) };
  throw new GatewayError('CONFLICT', message, details);
}

async function writeRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  wire: WireFilter,
  rows: readonly Row[],
  work: BulkWork,
): Promise<Pick<BulkOutcome, 'results' | 'stopped'>> {
  const results: BulkResult[] = [];
  for (const batch of chunk(rows, BULK_BATCH)) {
    try {
      if (!hasTimeToWrite(scope)) return endOfTime(scope, results);
      const isLeft = work.looksAgain ? await stillMatching(scope, doctype, wire, batch) : () => true;
      const written = await writeBatch(scope, batch.map(toMatched), (document) => {
        if (!isLeft(document.name)) throw noLongerMatching(document.name);
        return work.write(document);
      });
      results.push(...written);
      const stopped = written.find(({ error }) => endsBulk(error))?.error ?? null;
      if (stopped !== null || written.length < batch.length) return { results, stopped };
    } catch (error) {
      // Earlier results must be reported.
      if (results.length === 0) throw error;
      return { results, stopped: toError(error) };
    }
  }
  return { results, stopped: null };
}

/** @throws GatewayError if nothing was written. */
function endOfTime({ caller: { operation } }: RequestScope, results: readonly BulkResult[]) {
  if (results.length === 0 && operation) throw outOfTime(operation);
  return { results, stopped: null };
}

function toMatched({ name, modified }: Row): MatchedDoc {
  return { name: String(name), modified: typeof modified === 'string' ? modified : null };
}

/** A call for a batch: it finds documents that were changed since, where the write itself cannot. */
async function stillMatching(
  scope: RequestScope,
  doctype: DocTypeMeta,
  wire: WireFilter,
  rows: readonly Row[],
): Promise<(name: string) => boolean> {
  const names = rows.map(({ name }) => String(name));
  const narrowed: WireFilter = { ...wire, filters: [...wire.filters, ['name', 'in', names]] };
  const found = await listRows(scope, doctype, NAMES, { ...toListQuery(doctype, narrowed, []), limit: names.length });
  const left = new Set(found.map(({ name }) => String(name)));
  return (name) => left.has(name);
}

function noLongerMatching(name: string): GatewayError {
  return new GatewayError('CONFLICT', `${name} no longer matches the filter, or you can no longer read it.`, {
    field: 'filter',
  });
}
