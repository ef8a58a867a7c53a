import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { answerDocument } from '../documents/answer-document.ts';
import { findDocument, loadDocument } from '../documents/load-document.ts';
import { frappeRaise, frappeThrow, pythonError, type ServerMessage } from '../frappe-error.ts';
import type { SentFile } from '../http/multipart.ts';
import { integerParameter, textParameter } from '../http/parameters.ts';
import { refusalOf } from '../permissions/document-access.ts';
import { documentForbidden } from '../permissions/permission-errors.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import { metaOf, type RpcCall, type SiteContext } from '../site-context.ts';
import { resolveLinks } from '../writes/resolve-links.ts';
import { checkReadable, contentHash, fileTypeOf, prepareFile } from './file-controller.ts';
import { shrinkPicture } from './shrink-picture.ts';

/** Frappe's default limit. */
const MOST_BYTES = 25 * 1024 * 1024;

/** `frappe.handler.upload_file`. @returns the new File. */
export function uploadFile({ context, parameters, files, origin }: RpcCall): unknown {
  const { session, database } = context;
  const messages: ServerMessage[] = [];
  // v14 raises it without frappe.throw, later ones do not throw it either.
  if (session.user === 'Guest') throw frappeRaise('PermissionError');
  const given = addressOf(context, parameters);
  const target = { doctype: textParameter(parameters.doctype), name: textParameter(parameters.docname) };
  checkTarget(context, target.doctype, target.name);
  const row = newRow(context, parameters, target);
  const file = files.file;
  if (file === undefined && given.file_url) {
    Object.assign(row, given);
    prepareFile(context, row, origin);
  } else {
    // Seen on real sites: of a request of unknown length, what is beyond the limit is passed over.
    if (file === undefined || file.fileName === '' || file.bytes.length > MOST_BYTES) {
      throw frappeThrow('MandatoryError', 'Fields `file_name` or `file_url` must be set for File');
    }
    const kept = { ...file, bytes: optimised(context, file, parameters, messages) };
    Object.assign(row, contentValues(context, kept, Number(parameters.is_private ?? 0) ? 1 : 0));
    context.files.set(String(row.file_url), kept.bytes);
  }
  resolveLinks(context, metaOf(context, 'File'), row, true);
  database.insert('File', row);
  return new MethodAnswer({ result: answerFile(context, row), messages });
}

/** The content as it is stored: a picture can be made smaller first. */
function optimised(
  { dialect }: SiteContext,
  { fileName, bytes }: SentFile,
  parameters: Row,
  messages: ServerMessage[],
): Buffer {
  if (!parameters.optimize || !/\.(png|jpe?g|gif|webp)$/i.test(fileName)) return bytes;
  const [width, height] = dialect.leastPictureSide === 0 ? [1920, 1080] : [1024, 768];
  const maxWidth = integerParameter(parameters.max_width, width);
  const maxHeight = integerParameter(parameters.max_height, height);
  try {
    return shrinkPicture(bytes, maxWidth, maxHeight, dialect.leastPictureSide);
  } catch (error) {
    const message = `Failed to optimize image: ${error instanceof Error ? error.message : String(error)}`;
    messages.push({ message, title: 'Message' });
    return bytes;
  }
}

/** The file of the library, or the address, that takes the place of a content. */
function addressOf(context: SiteContext, parameters: Row): Row {
  const library = textParameter(parameters.library_file_name);
  if (library === undefined) {
    const file_url = textParameter(parameters.file_url);
    const is_private = Number(parameters.is_private ?? 0) ? 1 : 0;
    return { file_url, file_name: textParameter(parameters.file_name), is_private };
  }
  const file = loadDocument(context, metaOf(context, 'File'), library);
  checkReadable(context, file);
  if (file.is_folder) throw pythonError('OSError', 'File  does not exist');
  return { file_url: file.file_url, file_name: file.file_name, is_private: file.is_private };
}

/** v14 does not look at the target, v15 throws the answer away; later ones ask for the right to write. */
function checkTarget(context: SiteContext, doctype: string | undefined, name: string | undefined): void {
  if (doctype === undefined || name === undefined || !context.dialect.uploadChecksTarget) return;
  const meta = metaOf(context, doctype);
  const doc = findDocument(context, meta, name);
  const refusal = doc && refusalOf(context, meta, doc, 'write');
  if (refusal) throw documentForbidden(context, meta, name, 'write', refusal);
}

/** A File without its content. */
function newRow(
  context: SiteContext,
  parameters: Row,
  target: { doctype: string | undefined; name: string | undefined },
): Row {
  const now = context.clock.now();
  const { user } = context.session;
  return {
    name: createHash('sha1')
      .update(`${now} ${JSON.stringify(parameters)}`)
      .digest('hex')
      .slice(0, 10),
    ...{ owner: user, creation: now, modified: now, modified_by: user, docstatus: 0, idx: 0 },
    file_size: 0,
    folder: textParameter(parameters.folder) ?? 'Home',
    is_folder: 0,
    attached_to_doctype: target.doctype ?? null,
    attached_to_name: target.name ?? null,
    attached_to_field: textParameter(parameters.fieldname) ?? null,
    uploaded_to_dropbox: 0,
  };
}

function contentValues(context: SiteContext, file: SentFile, isPrivate: number): Row {
  return {
    file_name: file.fileName,
    is_private: isPrivate,
    file_type: fileTypeOf(file.fileName),
    file_size: file.bytes.length,
    file_url: freeUrl(context, isPrivate ? '/private/files/' : '/files/', file),
    content_hash: contentHash(file.bytes),
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

/** The columns of File that the demo's own leaves out are answered all the same. */
function answerFile(context: SiteContext, row: Row): Row {
  const { doctype, ...answer } = answerDocument(context, metaOf(context, 'File'), row, false);
  const unused = { is_home_folder: 0, is_attachments_folder: 0, uploaded_to_google_drive: 0 };
  return { ...answer, ...unused, doctype };
}
