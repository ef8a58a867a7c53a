import type { IncomingMessage } from 'node:http';
import { isSignedByOneOf, SIGNATURE_HEADER } from '../events/webhook-signature.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** @returns the raw body of a site's webhook, or the HTTP status that refuses it. */
export async function readSignedBody(request: IncomingMessage, secrets: readonly string[]): Promise<Buffer | number> {
  if (secrets.length === 0) return 404;
  if (request.method !== 'POST' && request.method !== 'PUT') return 405;
  const body = await readBody(request).catch(() => 400);
  if (typeof body === 'number') return body;
  return isSignedByOneOf(secrets, body, String(request.headers[SIGNATURE_HEADER] ?? '')) ? body : 401;
}

async function readBody(request: IncomingMessage): Promise<Buffer | number> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return 413;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
