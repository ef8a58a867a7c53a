import { badUserInput, GatewayError, type ServerMessage } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { assertMay } from '../../query/execution/permission/assert-may.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { ArrivedFile, IncomingFile } from '../../schema/scalars/incoming-file.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import type { AttachTarget } from './attach-target.ts';
import { assertFolder } from './file-doc.ts';
import { setAttachField } from './set-attach-field.ts';

/** An upload that a caller requests. */
export interface FileUpload {
  file: IncomingFile;
  isPrivate: boolean;
  /** A folder of the site, for files that are attached to nothing. */
  folder: string | null;
  target: AttachTarget | null;
  /** The size to which the site makes a picture smaller. */
  shrinkTo: PictureSize | null;
}

/** The most pixels of the sides of a picture. */
export interface PictureSize {
  maxWidth: number;
  maxHeight: number;
}

/** The outcome of an upload. */
export interface UploadedFile {
  /** The File document. */
  file: Row;
  messages: readonly ServerMessage[];
  target: AttachTarget | null;
  /** Why the target's docfield does not name the file, though it is there. */
  fieldError: Error | null;
}

/** Passes a file on to the site while it comes in, as the caller. */
export async function uploadFile(scope: RequestScope, upload: FileUpload): Promise<UploadedFile> {
  const { file, target, folder } = upload;
  try {
    if (folder !== null) await assertFolder(scope, folder, 'folder');
    // v14.81 does not look who may change the target, and v15.44 forgets what it found (frappe/handler.py).
    if (target) await assertMay(scope, target.doctype, target.name, 'write');
    const { doc, messages } = await sendFile(scope, await file.open(), toFields(upload));
    const fieldError = target?.docfield ? await setAttachField(scope, target, String(doc.file_url)) : null;
    return { file: doc, messages, target, fieldError };
  } finally {
    file.discard();
  }
}

function toFields({ isPrivate, folder, target, shrinkTo }: FileUpload): Record<string, string> {
  return {
    is_private: isPrivate ? '1' : '0',
    ...(folder === null ? {} : { folder }),
    ...(target === null ? {} : { doctype: target.doctype.name, docname: target.name }),
    ...(target?.docfield ? { fieldname: target.docfield.fieldname } : {}),
    ...(shrinkTo && {
      optimize: '1',
      max_width: String(shrinkTo.maxWidth),
      max_height: String(shrinkTo.maxHeight),
    }),
  };
}

/** Sends a file to the site while it comes in. @returns its File document. */
export async function sendFile(scope: RequestScope, file: ArrivedFile, fields: Readonly<Record<string, string>>) {
  assertFileName(file.fileName);
  const request = {
    verb: 'POST',
    path: '/api/method/upload_file',
    upload: { ...file, fields },
    isRead: false,
  } as const;
  const { answer, messages } = await sendWrite(scope, request).catch((error: unknown) => {
    throw explain(error);
  });
  return { doc: readWritten(answer, readDocument), messages };
}

/** More than any site stores. A form's parser cuts longer names off with the head of their part. */
const MAX_NAME_LENGTH = 1_000;

function assertFileName(name: string): void {
  if (name.trim() === '') throw badUserInput('The file has no name.', 'file');
  if (name.length > MAX_NAME_LENGTH)
    throw badUserInput(`The file name is longer than ${MAX_NAME_LENGTH} characters.`, 'file');
  if (name.includes('\0')) throw badUserInput('A file name cannot contain a null character.', 'file');
  // The parser puts it in the place of bytes that are not UTF-8.
  if (name.includes('\ufffd')) throw badUserInput('The file name is not valid UTF-8, or contains U+FFFD.', 'file');
}

/**
 * A site refuses a file that is too large in three ways: with a page, by closing the connection in the middle of it,
 * or, if the length was not announced, by ignoring bytes after its limit and missing the file (werkzeug).
 */
function explain(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { code, details, message } = error;
  const isPassedOver = details.status === 413 || details.excType === 'MandatoryError';
  if (isPassedOver) return new GatewayError('INVALID', 'The file is too large for the site.', details);
  if (code !== 'UPSTREAM_UNAVAILABLE') return error;
  return new GatewayError(code, `${message} The file may be too large for the site.`, details, error);
}
