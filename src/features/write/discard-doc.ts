import { GatewayError } from '../../errors.ts';
import type { FrappeAnswer } from '../../frappe/frappe-request.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertName } from './assert-name.ts';
import { assertStillUnchanged, type NamedDoc } from './delete-doc.ts';
import { readWritten, sendWrite } from './send-write.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/** Discards a draft as the caller, by the desk's call, as that answers the document. */
export async function discardDoc(scope: RequestScope, target: WriteTarget, named: NamedDoc): Promise<WrittenDoc> {
  const { doctype } = target;
  assertName(named.name, 'name');
  await assertStillUnchanged(scope, doctype, named);
  const args = { doctype: doctype.name, name: named.name };
  const request = toWriteMethodRequest('frappe.desk.form.save.discard', args);
  const exactNumbers = allExactKeys(scope.model.doctypes, doctype);
  const { answer, messages } = await sendWrite(scope, { ...request, exactNumbers });
  return showWritten(scope, target, readWritten(answer, readDiscarded), messages);
}

function readDiscarded({ body }: FrappeAnswer): Row {
  const [doc] = Array.isArray(body.docs) ? (body.docs as Row[]) : [];
  if (doc !== undefined) return doc;
  throw new GatewayError('UPSTREAM_CONTRACT', 'Expected the discarded document under "docs".');
}
