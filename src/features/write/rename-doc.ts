import { GatewayError, toError } from '../../errors.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import { readDoc } from '../../query/execution/read-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { assertName, assertNewName } from './assert-name.ts';
import { assertStillUnchanged, type NamedDoc } from './delete-doc.ts';
import { readWritten, sendWrite } from './send-write.ts';
import type { WriteTarget, WrittenDoc } from './written-doc.ts';

/** How a document is to be called. */
export interface Renaming extends NamedDoc {
  readonly newName: string;
  /** Whether it becomes a part of the document that has the new name already. */
  readonly merge: boolean;
}

/** Renames a document as the caller, with all links to it. It is read under its new name where it is asked for. */
export async function renameDoc(
  scope: RequestScope,
  { doctype, plan }: WriteTarget,
  { name, newName, merge, ifModified }: Renaming,
): Promise<WrittenDoc> {
  assertName(name, 'name');
  assertNewName(newName, 'newName');
  await assertStillUnchanged(scope, doctype, { name, ifModified });
  const args = { doctype: doctype.name, old_name: name, new_name: newName.trim(), ...(merge ? { merge: true } : {}) };
  const { answer, messages } = await sendWrite(scope, toWriteMethodRequest('frappe.client.rename_doc', args));
  const renamed = readWritten(answer, ({ body }) => {
    if (typeof body.message === 'string') return body.message;
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected the new name of the document from the site.');
  });
  if (plan === null) return { doc: null, messages };
  return { doc: await readDoc(scope, plan, renamed).catch(toError), messages };
}
