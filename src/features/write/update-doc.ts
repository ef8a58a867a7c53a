import { GatewayError, type ServerMessage } from '../../errors.ts';
import { toUpdateRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import { readWholeDoc } from '../../query/execution/rows/whole-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertMayWrite } from './assert-may-write.ts';
import { assertName } from './assert-name.ts';
import { checkLinks, type LinkCheck } from './check-links.ts';
import { compareWritten } from './compare-written.ts';
import { assertUnchanged, withTimestamps } from './conflict.ts';
import { type DocInput, needsStoredRows, toValues } from './doc-input.ts';
import { mergeRows, pathsOfRows } from './merge-rows.ts';
import { readWritten, sendDocWrite } from './send-write.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/** The changes of a document. */
export interface DocUpdate {
  readonly name: string;
  readonly input: DocInput;
  /** The `modified` that the document must still have; null if it does not matter. */
  readonly ifModified: string | null;
}

/**
 * Changes a document as the caller: one call, whose answer is the document. If rows are named, the document
 * is read first, and the write holds only if nobody has changed it since.
 *
 * @throws GatewayError `CONFLICT` if it was changed meanwhile.
 */
export async function updateDoc(
  scope: RequestScope,
  target: WriteTarget,
  { name, input, ifModified }: DocUpdate,
  links: () => Promise<LinkCheck> = () => checkLinks(scope, [input]),
): Promise<WrittenDoc> {
  const { doctype } = target;
  assertName(name, 'name');
  await assertMayWrite(scope, doctype, input, false);
  const unchecked = (await links())(input);
  const stored = needsStoredRows(input) ? await readStored(scope, doctype, name, ifModified) : null;
  const modified = ifModified ?? (stored === null ? null : String(stored.modified));
  const values = { ...toChanges(input, stored), ...(modified === null ? {} : { modified }) };
  const { doc, messages } = await sendUpdate(scope, doctype, name, values, modified).catch((error: unknown) => {
    throw withSentRows(error, input, stored);
  });
  return showWritten(scope, target, doc, [...messages, ...unchecked, ...compareWritten(input, doc)]);
}

/** Sends changed values, and reads the document that the site answers. */
export async function sendUpdate(
  scope: RequestScope,
  doctype: DocTypeMeta,
  name: string,
  values: Readonly<Record<string, unknown>>,
  ifModified: string | null,
): Promise<{ doc: Row; messages: ServerMessage[] }> {
  const request = toUpdateRequest(doctype.name, name, values, allExactKeys(scope.model.doctypes, doctype));
  const { answer, messages } = await sendDocWrite(scope, request, doctype, name).catch((error: unknown) => {
    throw withTimestamps(error, ifModified);
  });
  return { doc: readWritten(answer, readDocument), messages };
}

/** The site counts the rows of a table, and a patch has only some of them. */
function withSentRows(error: unknown, input: DocInput, stored: Row | null): unknown {
  const sentRows = pathsOfRows(input, stored);
  if (!(error instanceof GatewayError) || sentRows.size === 0) return error;
  return new GatewayError(error.code, error.message, { ...error.details, sentRows }, error.cause);
}

function toChanges(input: DocInput, stored: Row | null): Record<string, unknown> {
  const tables = input.tables.map((table) => {
    const rows = stored?.[table.docfield.fieldname];
    return [table.docfield.fieldname, mergeRows(table, Array.isArray(rows) ? (rows as Row[]) : null)];
  });
  return { ...toValues(input.fields), ...Object.fromEntries(tables) };
}

async function readStored(
  scope: RequestScope,
  doctype: DocTypeMeta,
  name: string,
  ifModified: string | null,
): Promise<Row> {
  const stored = await readWholeDoc(scope, doctype, name);
  if (stored === null) throw new GatewayError('NOT_FOUND', `There is no ${doctype.name} ${name}.`, { field: 'name' });
  assertUnchanged(stored.modified, ifModified);
  return stored;
}
