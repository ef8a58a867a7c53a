import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { assertName } from './assert-name.ts';
import type { NamedDoc } from './delete-doc.ts';
import { sendUpdate } from './update-doc.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/** Submits (1) or cancels (2) a document as the caller: one call, which compares `modified` itself. */
export async function setDocstatus(
  scope: RequestScope,
  target: WriteTarget,
  { name, ifModified }: NamedDoc,
  docstatus: 1 | 2,
): Promise<WrittenDoc> {
  assertName(name, 'name');
  const values = { docstatus, ...(ifModified === null ? {} : { modified: ifModified }) };
  const { doc, messages } = await sendUpdate(scope, target.doctype, name, values, ifModified);
  return showWritten(scope, target, doc, messages);
}
