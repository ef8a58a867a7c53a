import { hasCode } from '../../errors.ts';
import { type DocTypeMeta, isSecret, isStored } from '../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { clockAt } from '../../metadata/zone-clock.ts';
import { readUserOnce } from '../../query/execution/permission/read-identity.ts';
import { listRows } from '../../query/execution/rows/list-rows.ts';
import { readWholeDoc } from '../../query/execution/rows/whole-doc.ts';
import type { LostRequest, MadeDoc, OpenKey } from '../../query/execution/scope/key-access.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { compareWritten } from './compare-written.ts';
import { type DocInput, rowsOf } from './doc-input.ts';
import { toMadeDoc } from './made-doc.ts';

/** The most documents of a caller, from the time of a request, that are looked at. */
export const MAX_LOOKED_AT = 200;

/** Documents whose rows are compared in addition to as many as a request made. */
export const MORE_THAN_MADE = 2;

/** The outcome of looking for the documents of a request. */
export type Found =
  | { readonly kind: 'found'; readonly made: readonly MadeDoc[] }
  /** The site has none that it can be. */
  | { readonly kind: 'none' }
  /** It can be one of these, or none of them. */
  | { readonly kind: 'unsure'; readonly candidates: readonly string[] };

/**
 * Looks for the documents that a lost request made: those of the caller, of that time, that belong to no other key. A
 * site may store other values than it was sent, so a document that differs may be the one all the same.
 */
export async function findMade(
  scope: RequestScope,
  doctype: DocTypeMeta,
  inputs: readonly DocInput[],
  { request, key }: { request: LostRequest; key: OpenKey },
): Promise<Found> {
  const rows = await rowsOfTime(scope, doctype, inputs, request);
  if (rows === null) return { kind: 'unsure', candidates: [] };
  const claimed = await key.claimed(rows.map(nameOf));
  const candidates = rows.filter((row) => !claimed.has(nameOf(row)));
  if (candidates.length === 0) return { kind: 'none' };
  const unsure = { kind: 'unsure', candidates: candidates.map(nameOf) } as const;
  const similar = candidates.filter((row) => inputs.some((input) => hasValues(input, row)));
  if (similar.length > inputs.length + MORE_THAN_MADE) return unsure;
  const docs = inputs.some(({ tables }) => tables.length > 0) ? await readWhole(scope, doctype, similar) : similar;
  const found = inputs.map((input) => docs.filter((doc) => hasValues(input, doc) && hasRows(input, doc)));
  const single = new Set(found.flatMap((some) => (some.length === 1 ? some : [])));
  return single.size === inputs.length ? { kind: 'found', made: [...single].map(toMadeDoc) } : unsure;
}

/** @returns null if that cannot be found out: the caller cannot list the DocType, it has no list, or there are too many. */
async function rowsOfTime(
  scope: RequestScope,
  doctype: DocTypeMeta,
  inputs: readonly DocInput[],
  { from, to }: LostRequest,
): Promise<Row[] | null> {
  const window = toSiteTimes(scope.model.info.timeZone, from, to);
  if (doctype.isVirtual || window === null) return null;
  const owner = await readUserOnce(scope, scope.caller);
  const filters = [
    ['owner', '=', owner],
    ['creation', '>=', window.from],
    ['creation', '<=', window.to],
  ] as const;
  const fields = inputs.flatMap((input) => input.fields.map(({ docfield }) => docfield));
  const stored = fields.filter((docfield) => isStored(docfield) && !isSecret(docfield));
  const columns = [...new Set(['name', 'creation', ...stored.map(({ fieldname }) => fieldname)])];
  const query = { filters, orderBy: 'name asc', limit: MAX_LOOKED_AT };
  const rows = await listRows(scope, doctype, { columns, tables: {} }, query).catch(unlessForbidden);
  return rows?.length === MAX_LOOKED_AT ? null : rows;
}

/** @returns null for a zone that this machine does not know. */
function toSiteTimes(timeZone: string, from: number, to: number): { from: string; to: string } | null {
  try {
    return { from: clockAt(from, timeZone), to: clockAt(to, timeZone) };
  } catch {
    return null;
  }
}

function unlessForbidden(error: unknown): null {
  if (hasCode(error, 'FORBIDDEN')) return null;
  throw error;
}

async function readWhole(scope: RequestScope, doctype: DocTypeMeta, rows: readonly Row[]): Promise<Row[]> {
  const docs = await mapConcurrently(rows, scope.limits.concurrentDocuments, (row) =>
    readWholeDoc(scope, doctype, nameOf(row)).catch(unlessForbidden),
  );
  return docs.filter((doc) => doc !== null);
}

/** Whether a document has the name and the values of an input. */
function hasValues(input: DocInput, doc: Row): boolean {
  const isNamed = input.name === null || input.name === nameOf(doc);
  return isNamed && compareWritten({ ...input, tables: [] }, doc).length === 0;
}

/** Whether a document has the rows of an input, and no others in their tables. */
function hasRows(input: DocInput, doc: Row): boolean {
  const hasAll = input.tables.every((table) => {
    const rows = doc[table.docfield.fieldname];
    return (Array.isArray(rows) ? rows.length : 0) === rowsOf(table).length;
  });
  return hasAll && compareWritten({ ...input, fields: [] }, doc).length === 0;
}

function nameOf({ name }: Row): string {
  return String(name);
}
