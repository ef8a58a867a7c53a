import { extname } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { findDocument } from '../documents/load-document.ts';
import { htmlResponse, type SiteResponse } from '../http/envelope.ts';
import { refusalOf } from '../permissions/document-access.ts';
import { isAdministrator, metaOf, type SiteContext } from '../site-context.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.pdf': 'application/pdf',
};

/** Browsers run what these hold. */
const FORCED_DOWNLOADS = ['.svg', '.html', '.htm', '.xml'];

/** Answers `/files/…` to everybody, `/private/files/…` to those who may read what the file is attached to. */
export function sendFile(context: SiteContext, path: string, range: string | undefined): SiteResponse {
  const isPrivate = path.startsWith('/private/');
  if (isPrivate && !mayRead(context, path)) return htmlResponse(403, 'Forbidden');
  const bytes = context.files.get(path);
  if (bytes === undefined) return htmlResponse(404, 'Not Found');
  const extension = extname(path).toLowerCase();
  const headers: Record<string, string> = FORCED_DOWNLOADS.includes(extension)
    ? { 'content-disposition': 'attachment' }
    : {};
  const contentType = TYPES[extension] ?? 'application/octet-stream';
  const part = context.dialect.sendsRanges ? toPart(range, bytes.length) : undefined;
  if (part === undefined) return { status: 200, contentType, body: bytes, headers };
  if (part === null) {
    return {
      ...htmlResponse(416, 'Requested Range Not Satisfiable'),
      headers: { 'content-range': `bytes */${bytes.length}` },
    };
  }
  headers['content-range'] = `bytes ${part.start}-${part.end}/${bytes.length}`;
  return { status: 206, contentType, body: bytes.subarray(part.start, part.end + 1), headers };
}

function mayRead(context: SiteContext, url: string): boolean {
  const { session, database } = context;
  if (session.user === 'Guest') return false;
  const files = database.all('SELECT * FROM `tabFile` WHERE file_url = ?', [url]);
  return files.some((file) => isAdministrator(session) || file.owner === session.user || mayReadTarget(context, file));
}

function mayReadTarget(context: SiteContext, file: Row): boolean {
  if (!file.attached_to_doctype || !file.attached_to_name) return false;
  const meta = metaOf(context, String(file.attached_to_doctype));
  const doc = findDocument(context, meta, String(file.attached_to_name));
  return doc !== undefined && refusalOf(context, meta, doc, 'read') === undefined;
}

/** @returns null for a part behind the end of the file. */
function toPart(range: string | undefined, size: number): { start: number; end: number } | null | undefined {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (start === undefined) return undefined;
  if (Number(start) >= size) return null;
  return { start: Number(start), end: Math.min(end ? Number(end) : size - 1, size - 1) };
}
