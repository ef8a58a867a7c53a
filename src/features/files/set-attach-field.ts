import { GatewayError, toError } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { sendWrite } from '../write/send-write.ts';
import type { AttachTarget } from './attach-target.ts';

/**
 * Writes a file's address into the docfield that it was sent for: an upload alone does not.
 *
 * @returns what it failed with. The file is attached all the same.
 */
export async function setAttachField(
  scope: RequestScope,
  { doctype, name, docfield }: AttachTarget,
  url: string,
): Promise<Error | null> {
  if (docfield === null) return null;
  const { fieldname } = docfield;
  // An object, because a docfield may be called as a parameter of Frappe's own.
  const body = { doctype: doctype.name, name, fieldname: { [fieldname]: url } };
  try {
    const { answer } = await sendWrite(scope, {
      verb: 'POST',
      path: '/api/method/frappe.client.set_value',
      body,
      isRead: false,
    });
    // A docfield above the caller's permlevel keeps its value, and nobody says so.
    if (readDocument(answer)[fieldname] === url) return null;
    return new GatewayError('FORBIDDEN', `You are not allowed to change ${fieldname} of ${doctype.name} ${name}.`);
  } catch (error) {
    return toError(error);
  }
}
