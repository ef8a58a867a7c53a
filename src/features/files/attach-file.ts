import { GatewayError, type ServerMessage } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import { assertMay } from '../../query/execution/permission/assert-may.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import type { AttachTarget } from './attach-target.ts';
import { readPlainFile } from './file-doc.ts';
import { readAddress, toSentAddress } from './link-address.ts';
import { setAttachField } from './set-attach-field.ts';
import type { UploadedFile } from './upload-file.ts';

/** A file on another server. */
export interface LinkedFile {
  address: URL;
  fileName: string;
  isPrivate: boolean;
}

/** Attaches a file of the site to a document, as the caller: a further File with the same content. */
export async function attachFile(scope: RequestScope, name: string, target: AttachTarget): Promise<UploadedFile> {
  const file = await readPlainFile(scope, name);
  const url = String(file.file_url ?? '');
  if (/^https?:\/\//.test(url)) {
    const [address, fileName] = [readAddress(url, 'name'), String(file.file_name ?? url)];
    return attachLink(scope, { address, fileName, isPrivate: Boolean(file.is_private) }, target);
  }
  await assertMay(scope, target.doctype, target.name, 'write');
  const { doc, messages } = await addFile(scope, { library_file_name: name }, target);
  return finish(scope, target, doc, messages);
}

/** Attaches an address to a document, as the caller. Neither the gateway nor the site opens it. */
export async function attachLink(scope: RequestScope, link: LinkedFile, target: AttachTarget): Promise<UploadedFile> {
  const { address, fileName, isPrivate } = link;
  await assertMay(scope, target.doctype, target.name, 'write');
  const sent = { file_url: toSentAddress(address), file_name: fileName, is_private: isPrivate ? 1 : 0 };
  const { doc, messages } = await addFile(scope, sent, target);
  const kept = isPrivate && !doc.is_private ? await makePrivate(scope, doc) : doc;
  return finish(scope, target, kept, [...messages, ...describeAddress(address, kept)]);
}

async function addFile(scope: RequestScope, values: Row, { doctype, name, docfield }: AttachTarget) {
  const fieldname = docfield === null ? {} : { fieldname: docfield.fieldname };
  const args = { ...values, doctype: doctype.name, docname: name, ...fieldname };
  const { answer, messages } = await sendWrite(scope, toWriteMethodRequest('upload_file', args));
  return { doc: readWritten(answer, readDocument), messages };
}

/** Sites before v17 make a new File with an address elsewhere public, whatever was sent. */
async function makePrivate(scope: RequestScope, { name }: Row): Promise<Row> {
  const args = { doctype: 'File', name, fieldname: { is_private: 1 } };
  try {
    const { answer } = await sendWrite(scope, toWriteMethodRequest('frappe.client.set_value', args));
    return readWritten(answer, readDocument);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const message = `The address is attached as File ${String(name)}, and is not private: ${error.message}`;
    throw new GatewayError(error.code, message, error.details, error);
  }
}

/** v14 decodes an address whenever its File is saved. */
function describeAddress({ href }: URL, { file_url }: Row): ServerMessage[] {
  if (file_url === href) return [];
  const text = `url: ${href} was sent, and the site changed it to ${String(file_url)}.`;
  return [{ title: 'Stored otherwise', text, indicator: 'orange' }];
}

async function finish(
  scope: RequestScope,
  target: AttachTarget,
  file: Row,
  messages: readonly ServerMessage[],
): Promise<UploadedFile> {
  return { file, messages, target, fieldError: await setAttachField(scope, target, String(file.file_url)) };
}
