import type { ServerMessage } from '../../errors.ts';
import { toCreateRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertMayWrite } from './assert-may-write.ts';
import { checkLinks, type LinkCheck } from './check-links.ts';
import { compareWritten } from './compare-written.ts';
import { type DocInput, toValues } from './doc-input.ts';
import { toMadeDoc } from './made-doc.ts';
import { mergeRows } from './merge-rows.ts';
import { readWritten, sendWrite } from './send-write.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/** Creates a document as the caller: one call, whose answer is the document. */
export function createDoc(
  scope: RequestScope,
  target: WriteTarget,
  input: DocInput,
  links?: () => Promise<LinkCheck>,
): Promise<WrittenDoc> {
  return insertDoc(scope, target, input, toNewValues(input), [], links);
}

/**
 * Creates a document with given values, and shows it.
 *
 * @param input the values that the caller gave: they are checked, and compared with the stored ones.
 * @param remarks additional messages about the values.
 * @param links looks at the links of this input, where they are looked at for many at once.
 */
export async function insertDoc(
  scope: RequestScope,
  target: WriteTarget,
  input: DocInput,
  values: Readonly<Record<string, unknown>>,
  remarks: readonly ServerMessage[],
  links?: () => Promise<LinkCheck>,
): Promise<WrittenDoc> {
  const { doc, messages } = await storeDoc(scope, target, input, values, links);
  return { ...(await showWritten(scope, target, doc, [...messages, ...remarks])), isCreated: true };
}

/** Creates a document with given values; the answer is the document as the site echoes it. */
export async function storeDoc(
  scope: RequestScope,
  { doctype, onCreated }: Omit<WriteTarget, 'plan'>,
  input: DocInput,
  values: Readonly<Record<string, unknown>>,
  links: () => Promise<LinkCheck> = () => checkLinks(scope, [input]),
): Promise<{ doc: Row; messages: ServerMessage[] }> {
  await assertMayWrite(scope, doctype, input, true);
  const unchecked = (await links())(input);
  const request = toCreateRequest(doctype.name, values, allExactKeys(scope.model.doctypes, doctype));
  const { answer, messages } = await sendWrite(scope, request);
  const doc = readWritten(answer, readDocument);
  await onCreated?.([toMadeDoc(doc)]);
  return { doc, messages: [...messages, ...unchecked, ...compareWritten(input, doc)] };
}

/** The body of a new document. Null counts as absent, so that defaults apply. */
export function toNewValues(input: DocInput): Record<string, unknown> {
  const tables = input.tables.map((table) => [table.docfield.fieldname, mergeRows(table, null)]);
  return {
    ...(input.name === null ? {} : { name: input.name, __newname: input.name }),
    ...toValues(input.fields),
    ...Object.fromEntries(tables),
  };
}
