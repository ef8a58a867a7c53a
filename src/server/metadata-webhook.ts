import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { isSignedBy, SIGNATURE_HEADER } from '../events/webhook-signature.ts';
import type { ServedSite } from './served-site.ts';

/** Where the site's webhooks on metadata DocTypes arrive. */
export const METADATA_WEBHOOK_PATH = '/webhooks/frappe/metadata';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * A site's webhook on DocType, Custom Field, Property Setter or Custom DocPerm makes the gateway look for a changed
 * model at once. The body's content does not matter: what changed is read from the site.
 */
export async function answerMetadataWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  site: ServedSite,
  config: Config,
  logger: Logger,
): Promise<void> {
  const status = await receive(request, config.webhookSecret);
  response.writeHead(status, { 'content-type': 'text/plain' }).end();
  if (status !== 202) return;
  logger.info('metadata webhook');
  void site.refresh();
}

async function receive(request: IncomingMessage, secret: string | undefined): Promise<number> {
  if (secret === undefined) return 404;
  if (request.method !== 'POST' && request.method !== 'PUT') return 405;
  const body = await readBody(request);
  if (body === null) return 413;
  return isSignedBy(secret, body, String(request.headers[SIGNATURE_HEADER] ?? '')) ? 202 : 401;
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
