import { type ServerMessage, toError } from '../../errors.ts';
import { toDeleteRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import { assertMay } from '../../query/execution/permission/assert-may.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { IncomingFile } from '../../schema/scalars/incoming-file.ts';
import { sendWrite } from '../write/send-write.ts';
import { readPlainFile } from './file-doc.ts';
import { writeAddress } from './set-attach-field.ts';
import { sendFile } from './upload-file.ts';

/** The outcome of replacing a file. */
export interface ReplacedFile {
  /** The File that took its place. */
  file: Row;
  messages: readonly ServerMessage[];
  /** The File that was replaced, or why it is still there. */
  replacedName: string | Error;
}

/** The document that a file is attached to, and its docfields that hold the file's address. */
interface Holder {
  doctype: string;
  name: string;
  docfields: readonly string[];
}

/**
 * Puts a new file in the place of another, as the caller. Sites cannot change the content of a File, so the new one is
 * stored first, and the old one is deleted only once nothing names it any more.
 */
export async function replaceFile(scope: RequestScope, name: string, file: IncomingFile): Promise<ReplacedFile> {
  try {
    const old = await readPlainFile(scope, name);
    await assertMay(scope, FILE, name, 'delete');
    const holder = await readHolder(scope, old);
    const { doc, messages } = await sendFile(scope, await file.open(), toFields(old, holder));
    const names = holder && holder.docfields.length > 0;
    const failure = names ? await writeAddress(scope, holder, holder.docfields, String(doc.file_url)) : null;
    const replacedName = failure ?? (await remove(scope, name));
    return { file: doc, messages, replacedName };
  } finally {
    file.discard();
  }
}

const FILE = { name: 'File' };

/** The right to change the document is asked for: v14.81 and v15.44 take a file for any document. */
async function readHolder(scope: RequestScope, old: Row): Promise<Holder | null> {
  if (!old.attached_to_doctype || !old.attached_to_name) return null;
  const [doctype, name] = [String(old.attached_to_doctype), String(old.attached_to_name)];
  await assertMay(scope, { name: doctype }, name, 'write');
  const reads = { doctype, names: [name] };
  const request = toReadMethodRequest('frappe.client.get', { doctype, name }, reads);
  const doc = readDocument(await scope.client.send(request, scope.caller));
  const docfields = attachFieldnames(scope.model.doctypes.get(doctype)).filter((each) => doc[each] === old.file_url);
  return { doctype, name, docfields };
}

function attachFieldnames(doctype: DocTypeMeta | undefined): string[] {
  const docfields = doctype?.docfields.filter((docfield) => fieldtypeOf(docfield).scalar === 'Attachment') ?? [];
  return docfields.map(({ fieldname }) => fieldname);
}

/** The place of the old file. */
function toFields({ is_private, folder, attached_to_field }: Row, holder: Holder | null): Record<string, string> {
  return {
    is_private: is_private ? '1' : '0',
    ...(folder ? { folder: String(folder) } : {}),
    ...(holder ? { doctype: holder.doctype, docname: holder.name } : {}),
    ...(holder && attached_to_field ? { fieldname: String(attached_to_field) } : {}),
  };
}

async function remove(scope: RequestScope, name: string): Promise<string | Error> {
  try {
    await sendWrite(scope, toDeleteRequest('File', name));
    return name;
  } catch (error) {
    return toError(error);
  }
}
