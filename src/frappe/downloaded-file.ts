import type { Readable } from 'node:stream';

/** An answer whose body has not been read yet: a successful one, or one to a range that the file does not have (416). */
export interface OpenAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** To be read or destroyed. */
  body: Readable;
}

/** A file that the site made or keeps, as a whole. */
export interface DownloadedFile {
  name: string;
  /** Its media type, such as `application/pdf`. */
  type: string;
  bytes: Buffer;
}

/** Makes a file of an answer and its bytes. Its name is the one that the site gives it, or else the given one. */
export function toDownloadedFile(headers: OpenAnswer['headers'], bytes: Buffer, name: string): DownloadedFile {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return { name: readFileName(headers) ?? name, type: type.trim() || 'application/octet-stream', bytes };
}

/** Whether what a method answered is a file. A page without a file's name is none: proxies send such ones too. */
export function isFileAnswer(headers: OpenAnswer['headers']): boolean {
  if (headers['content-disposition'] !== undefined) return true;
  return !/^(?:application\/json|text\/html)/.test(String(headers['content-type'] ?? 'text/html'));
}

/** The file name in `Content-Disposition`: its encoded form (RFC 8187) where there is one. */
function readFileName(headers: OpenAnswer['headers']): string | undefined {
  const disposition = String(headers['content-disposition'] ?? '');
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded.trim());
  } catch {
    // The plain form is there, too.
  }
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  // Header bytes are read as Latin-1; Frappe writes UTF-8.
  return plain === undefined ? undefined : Buffer.from(plain, 'latin1').toString('utf8');
}
