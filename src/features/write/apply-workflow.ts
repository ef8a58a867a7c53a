import { toError } from '../../errors.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import { readDoc } from '../../query/execution/read-doc.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertName } from './assert-name.ts';
import { assertStillUnchanged, type NamedDoc } from './delete-doc.ts';
import { sendWrite } from './send-write.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/** Takes a document a step on in its workflow, as the caller. */
export async function applyWorkflow(
  scope: RequestScope,
  target: WriteTarget,
  named: NamedDoc,
  action: string,
): Promise<WrittenDoc> {
  const { doctype, plan } = target;
  assertName(named.name, 'name');
  await assertStillUnchanged(scope, doctype, named);
  const doc = JSON.stringify({ doctype: doctype.name, name: named.name });
  const request = toWriteMethodRequest('frappe.model.workflow.apply_workflow', { doc, action });
  const exactNumbers = allExactKeys(scope.model.doctypes, doctype);
  const { answer, messages } = await sendWrite(scope, { ...request, exactNumbers });
  const { message } = answer.body;
  if (typeof message === 'object' && message !== null) return showWritten(scope, target, message as Row, messages);
  // Some DocTypes are submitted in the background: the answer is empty then, and the document as it was.
  if (plan === null) return { doc: null, messages };
  return { doc: await readDoc(scope, plan, named.name).catch(toError), messages };
}
