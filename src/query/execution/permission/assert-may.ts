import { badUserInput, GatewayError } from '../../../errors.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/**
 * Asks the site, as the caller, whether they have a right on a document: for calls that do not check it themselves.
 *
 * @throws GatewayError `FORBIDDEN` if they do not, `NOT_FOUND` if the document does not exist.
 */
export async function assertMay(
  scope: RequestScope,
  doctype: Pick<DocTypeMeta, 'name'>,
  name: string,
  right: 'read' | 'write' | 'submit' | 'delete',
): Promise<void> {
  if (name.trim() === '') throw badUserInput('A name cannot be blank.', 'name');
  const args = { doctype: doctype.name, docname: name, perm_type: right };
  const { body } = await scope.client.send(toReadMethodRequest('frappe.client.has_permission', args), scope.caller);
  const answer = body.message as { has_permission?: unknown } | undefined;
  if (answer?.has_permission === true || answer?.has_permission === 1) return;
  throw new GatewayError('FORBIDDEN', `You are not allowed to ${right} ${doctype.name} ${name}.`);
}
