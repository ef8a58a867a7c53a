import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** A form with one file, whose content comes piece by piece and is never held as a whole. */
export interface FormUpload {
  fields: Readonly<Record<string, string>>;
  fileName: string;
  mimeType: string;
  /** Read once; an error in it breaks the request off, so that the site never takes a cut file for a whole one. */
  content: AsyncIterable<Uint8Array>;
}

/** Writes a form as `multipart/form-data` while it is sent. The file is the last part. */
export function encodeForm(upload: FormUpload): { contentType: string; body: Readable } {
  const boundary = `gateway-${randomUUID()}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Readable.from(writeParts(upload, boundary), { objectMode: false }),
  };
}

async function* writeParts(upload: FormUpload, boundary: string): AsyncGenerator<Uint8Array> {
  const disposition = (name: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${escapeName(name)}"`;
  const fields = Object.entries(upload.fields).map(([name, value]) => `${disposition(name)}\r\n\r\n${value}\r\n`);
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(upload.mimeType) ? upload.mimeType : 'application/octet-stream';
  const file = `${disposition('file')}; filename="${escapeName(upload.fileName)}"\r\ncontent-type: ${type}\r\n\r\n`;
  yield Buffer.from(fields.join('') + file);
  yield* upload.content;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** As browsers write names (HTML, "multipart/form-data encoding algorithm"). */
function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
