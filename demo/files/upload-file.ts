import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { answerDocument } from '../documents/answer-document.ts';
import { findDocument } from '../documents/load-document.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import type { SentFile } from '../http/multipart.ts';
import { textParameter } from '../http/parameters.ts';
import { refusalOf } from '../permissions/document-access.ts';
import { documentForbidden } from '../permissions/permission-errors.ts';
import { metaOf, type RpcCall, type SiteContext } from '../site-context.ts';

/** Frappe's default limit. */
const MOST_BYTES = 25 * 1024 * 1024;

/** `frappe.handler.upload_file`. @returns the new File. */
export function uploadFile({ context, parameters, files }: RpcCall): unknown {
  const { session, database, clock } = context;
  // v14 raises it without frappe.throw, later ones do not throw it either.
  if (session.user === 'Guest') throw frappeRaise('PermissionError');
  const target = { doctype: textParameter(parameters.doctype), name: textParameter(parameters.docname) };
  checkTarget(context, target.doctype, target.name);
  const file = files.file;
  // Seen on real sites: of a request of unknown length, what is beyond the limit is passed over.
  if (file === undefined || file.bytes.length > MOST_BYTES) {
    throw frappeThrow('MandatoryError', 'Fields `file_name` or `file_url` must be set for File');
  }
  const now = clock.now();
  const values = fileValues(context, file, parameters, target);
  const standard = { owner: session.user, creation: now, modified: now, modified_by: session.user };
  const name = createHash('sha1').update(`${now} ${values.file_url}`).digest('hex').slice(0, 10);
  const row: Row = { name, ...standard, docstatus: 0, idx: 0, ...values };
  database.insert('File', row);
  context.files.set(String(values.file_url), file.bytes);
  return answerFile(context, row);
}

/** v14 does not look at the target, v15 throws the answer away; later ones ask for the right to write. */
function checkTarget(context: SiteContext, doctype: string | undefined, name: string | undefined): void {
  if (doctype === undefined || name === undefined || !context.dialect.uploadChecksTarget) return;
  const meta = metaOf(context, doctype);
  const doc = findDocument(context, meta, name);
  const refusal = doc && refusalOf(context, meta, doc, 'write');
  if (refusal) throw documentForbidden(context, meta, name, 'write', refusal);
}

function fileValues(
  context: SiteContext,
  file: SentFile,
  parameters: Row,
  target: { doctype: string | undefined; name: string | undefined },
): Row {
  const isPrivate = Number(parameters.is_private ?? 0) ? 1 : 0;
  const extension = extname(file.fileName).slice(1).toUpperCase();
  return {
    file_name: file.fileName,
    is_private: isPrivate,
    file_type: extension || null,
    file_size: file.bytes.length,
    file_url: freeUrl(context, isPrivate ? '/private/files/' : '/files/', file),
    folder: textParameter(parameters.folder) ?? 'Home',
    is_folder: 0,
    attached_to_doctype: target.doctype ?? null,
    attached_to_name: target.name ?? null,
    attached_to_field: textParameter(parameters.fieldname) ?? null,
    content_hash: contentHash(file.bytes),
    uploaded_to_dropbox: 0,
  };
}

/** Another file of the same name gets a part of its hash into its name; the same content keeps the address. */
function freeUrl({ files }: SiteContext, folder: string, { fileName, bytes }: SentFile): string {
  const url = `${folder}${fileName}`;
  const there = files.get(url);
  if (there === undefined || there.equals(bytes)) return url;
  const extension = extname(fileName);
  return `${folder}${fileName.slice(0, fileName.length - extension.length)}${contentHash(bytes).slice(-6)}${extension}`;
}

function contentHash(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** The columns of File that the demo's own leaves out are answered all the same. */
function answerFile(context: SiteContext, row: Row): Row {
  const { doctype, ...answer } = answerDocument(context, metaOf(context, 'File'), row, false);
  const unused = { is_home_folder: 0, is_attachments_folder: 0, uploaded_to_google_drive: 0 };
  return { ...answer, ...unused, doctype };
}
