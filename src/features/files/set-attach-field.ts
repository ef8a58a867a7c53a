import { GatewayError, toError } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
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
  return writeAddress(scope, { doctype: doctype.name, name }, [docfield.fieldname], url);
}

/** Writes a file's address into docfields of a document. @returns what it failed with. */
export async function writeAddress(
  scope: RequestScope,
  { doctype, name }: { doctype: string; name: string },
  fieldnames: readonly string[],
  url: string,
): Promise<Error | null> {
  // An object, because a docfield may be called as a parameter of Frappe's own.
  const fieldname = Object.fromEntries(fieldnames.map((each) => [each, url]));
  try {
    const request = toWriteMethodRequest('frappe.client.set_value', { doctype, name, fieldname });
    const { answer } = await sendWrite(scope, request);
    // A docfield above the caller's permlevel keeps its value, and nobody says so.
    const doc = readDocument(answer);
    const kept = fieldnames.find((each) => doc[each] !== url);
    if (kept === undefined) return null;
    return new GatewayError('FORBIDDEN', `You are not allowed to change ${kept} of ${doctype} ${name}.`);
  } catch (error) {
    return toError(error);
  }
}
