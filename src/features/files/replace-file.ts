import { GatewayError, type ServerMessage, toError } from '../../errors.ts';
import { toDeleteRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import { type DocTypeCatalog, type DocTypeMeta, isTable } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import { assertMay } from '../../query/execution/permission/assert-may.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { IncomingFile } from '../../schema/scalars/incoming-file.ts';
import { sendWrite } from '../write/send-write.ts';
import { readPlainFile } from './file-doc.ts';
import { type AddressPlace, writeAddress } from './set-attach-field.ts';
import { sendFile } from './upload-file.ts';

/** The outcome of replacing a file. */
export interface ReplacedFile {
  /** The File that took its place. */
  file: Row;
  messages: readonly ServerMessage[];
  /** The File that was replaced, or why it is still there. */
  replacedName: string | Error;
}

/** The document that a file is attached to, and the places in it and its rows that hold the file's address. */
interface Holder {
  doctype: string;
  name: string;
  places: readonly AddressPlace[];
}

/** The most places of a document that are changed: each takes a call. */
export const MAX_PLACES = 5;

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
    const failure = await writeAddresses(scope, holder?.places ?? [], String(doc.file_url));
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
  const places = findPlaces(scope.model.doctypes, doctype, doc, old.file_url);
  if (places.length <= MAX_PLACES) return { doctype, name, places };
  const message = `${doctype} ${name} names the file in ${places.length} places, and at most ${MAX_PLACES} can be changed.`;
  throw new GatewayError('BAD_USER_INPUT', message, { field: 'name' });
}

/** The places of a document and its rows that hold an address. */
function findPlaces(doctypes: DocTypeCatalog, doctype: string, doc: Row, url: unknown): AddressPlace[] {
  const meta = doctypes.get(doctype);
  if (!meta) return [];
  const fieldnames = attachFieldnames(meta).filter((each) => doc[each] === url);
  const own = fieldnames.length > 0 ? [{ doctype, name: String(doc.name), fieldnames, table: null }] : [];
  const ofRows = meta.docfields.filter(isTable).flatMap(({ fieldname: table, options }) => {
    const rows = Array.isArray(doc[table]) ? (doc[table] as Row[]) : [];
    return rows.flatMap((row) => findPlaces(doctypes, options ?? '', row, url).map((place) => ({ ...place, table })));
  });
  return [...own, ...ofRows];
}

function attachFieldnames({ docfields }: DocTypeMeta): string[] {
  return docfields
    .filter((docfield) => fieldtypeOf(docfield).scalar === 'Attachment')
    .map(({ fieldname }) => fieldname);
}

/** One after the other, as each saves the document. @returns what one of them failed with. */
async function writeAddresses(
  scope: RequestScope,
  places: readonly AddressPlace[],
  url: string,
): Promise<Error | null> {
  for (const place of places) {
    const failure = await writeAddress(scope, place, url);
    if (failure !== null) return failure;
  }
  return null;
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
