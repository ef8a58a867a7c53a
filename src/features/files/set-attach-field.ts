import { GatewayError, toError } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
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
  const place = { doctype: doctype.name, name, fieldnames: [docfield.fieldname], table: null };
  return writeAddress(scope, place, url);
}

/** Docfields of a document or of a child row. */
export interface AddressPlace {
  readonly doctype: string;
  readonly name: string;
  readonly fieldnames: readonly string[];
  /** The docfield of the document that has the row; null for the document itself. */
  readonly table: string | null;
}

/** Writes a file's address into docfields. @returns what it failed with. */
export async function writeAddress(
  scope: RequestScope,
  { doctype, name, fieldnames, table }: AddressPlace,
  url: string,
): Promise<Error | null> {
  // An object, because a docfield may be called as a parameter of Frappe's own.
  const fieldname = Object.fromEntries(fieldnames.map((each) => [each, url]));
  try {
    const request = toWriteMethodRequest('frappe.client.set_value', { doctype, name, fieldname });
    const { answer } = await sendWrite(scope, request);
    // A docfield above the caller's permlevel keeps its value, and nobody says so.
    const doc = readDocument(answer);
    const changed = table === null ? doc : (doc[table] as Row[] | undefined)?.find((row) => row.name === name);
    const kept = fieldnames.find((each) => changed?.[each] !== url);
    if (kept === undefined) return null;
    return new GatewayError('FORBIDDEN', `You are not allowed to change ${kept} of ${doctype} ${name}.`);
  } catch (error) {
    return toError(error);
  }
}
