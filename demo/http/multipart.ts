/** A file of a form. */
export interface SentFile {
  fileName: string;
  bytes: Buffer;
}

/** The parts of a `multipart/form-data` body. */
export interface MultipartForm {
  fields: Record<string, string>;
  files: Record<string, SentFile>;
}

/** Reads a `multipart/form-data` body; anything else has no files. */
export function readMultipart(contentType: string, body: Buffer): MultipartForm {
  const form: MultipartForm = { fields: {}, files: {} };
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(contentType)?.[1];
  if (boundary === undefined) return form;
  // One character a byte, so that positions in the text are positions in the body.
  const text = body.toString('latin1');
  for (const part of text.split(`--${boundary}`).slice(1, -1)) addPart(form, part);
  return form;
}

function addPart(form: MultipartForm, part: string): void {
  const end = part.indexOf('\r\n\r\n');
  const head = Buffer.from(part.slice(0, end), 'latin1').toString('utf8');
  const bytes = Buffer.from(part.slice(end + 4, -2), 'latin1');
  const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? '';
  const fileName = /\bfilename="([^"]*)"/.exec(head)?.[1];
  if (fileName === undefined) form.fields[name] = bytes.toString('utf8');
  else form.files[name] = { fileName: fileName.replaceAll('%22', '"'), bytes };
}
