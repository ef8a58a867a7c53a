import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import { refusalOf } from '../permissions/document-access.ts';
import { documentForbidden } from '../permissions/permission-errors.ts';
import { isAdministrator, metaOf, type SiteContext } from '../site-context.ts';

const REMOTE = /^https?:\/\//;

/**
 * `before_insert` and `validate` of a File without content: a folder, or an address (frappe/core/doctype/file/file.py).
 *
 * @param origin the site's own address.
 */
export function prepareFile(context: SiteContext, doc: Row, origin?: string): void {
  if (!doc.file_name && !doc.file_url) {
    throw frappeThrow('MandatoryError', 'Fields `file_name` or `file_url` must be set for File');
  }
  if (doc.file_url) doc.file_url = decode(String(doc.file_url));
  doc.folder ??= 'Home';
  doc.file_name = String(doc.file_name ?? String(doc.file_url).split('/').at(-1)).replaceAll('/', '');
  if (doc.is_folder) return;
  doc.file_type = fileTypeOf(doc.file_name as string);
  const { guardsFileAddresses } = context.dialect;
  const url = String(doc.file_url ?? '');
  if (url !== '' && !(doc.is_private && guardsFileAddresses)) doc.is_private = Number(url.startsWith('/private'));
  if (guardsFileAddresses) checkAddress(context, url);
  const isOwn = origin !== undefined && url.startsWith(origin) && url.includes('/files/');
  if (isOwn) doc.file_url = url.slice(origin.length);
  else if (REMOTE.test(url)) return;
  else if (!/^\/(private\/)?files\//.test(url)) {
    throw frappeThrow('ValidationError', 'URL must start with http:// or https://', 'Invalid URL');
  }
  const bytes = context.files.get(String(doc.file_url));
  // Before v17, a private file by the site's whole address is looked for among the public ones.
  const isMissed = isOwn && !guardsFileAddresses && String(doc.file_url).startsWith('/private');
  if (bytes === undefined || isMissed) throw frappeThrow('ValidationError', `File ${url} does not exist`);
  Object.assign(doc, { file_size: isOwn ? 0 : bytes.length, content_hash: contentHash(bytes) });
}

/** `validate_private_file_access`. */
function checkAddress(context: SiteContext, url: string): void {
  const [file] = context.database.all('SELECT * FROM `tabFile` WHERE file_url = ?', [url]);
  if (!file?.is_private || isAdministrator(context.session)) return;
  if (refusalOf(context, metaOf(context, 'File'), file, 'read') === undefined) return;
  throw frappeThrow('PermissionError', 'You do not have permission to access this file');
}

/** `validate` of a File that is saved again. */
export function keepAddress({ dialect }: SiteContext, doc: Row): void {
  if (dialect.decodesSavedAddresses && doc.file_url) doc.file_url = decode(String(doc.file_url));
}

/** `on_trash`: contents that other Files have too are kept. */
export function removeContent(context: SiteContext, doc: Row): void {
  const { database, files } = context;
  if (doc.is_folder && database.get('SELECT 1 FROM `tabFile` WHERE folder = ?', [doc.name])) {
    throw frappeThrow('FolderNotEmpty', `Folder ${String(doc.name)} is not empty`);
  }
  const others = 'SELECT 1 FROM `tabFile` WHERE content_hash = ? AND name != ?';
  if (doc.content_hash && !database.get(others, [doc.content_hash, doc.name])) files.delete(String(doc.file_url));
}

/** A File that the caller may read. @throws FrappeError 403, 404 */
export function checkReadable(context: SiteContext, file: Row): void {
  const meta = metaOf(context, 'File');
  const refusal = refusalOf(context, meta, file, 'read');
  if (refusal) throw documentForbidden(context, meta, String(file.name), 'read', refusal);
}

/** The type of a file, by its ending. */
export function fileTypeOf(fileName: string): string | null {
  return extname(fileName).slice(1).toUpperCase() || null;
}

/** The hash by which a site knows equal files. */
export function contentHash(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Python's `unquote`: sequences that are not UTF-8 stay readable. */
function decode(url: string): string {
  return url.replaceAll(/(%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}
