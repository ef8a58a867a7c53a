import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config.ts';
import { isSignedByOneOf, SIGNATURE_HEADER } from '../../events/webhook-signature.ts';
import { readRequestBody } from '../limits/read-request-body.ts';
import { RequestRefusal } from '../limits/request-refusal.ts';

/**
 * Reads the raw body of a site's webhook.
 *
 * @throws RequestRefusal
 */
export async function readSignedBody(
  request: IncomingMessage,
  { webhookSecrets, maxWebhookBytes }: Pick<Config, 'webhookSecrets' | 'maxWebhookBytes'>,
): Promise<Buffer> {
  if (webhookSecrets.length === 0) throw new RequestRefusal(404, 'NOT_FOUND', 'Webhooks are switched off.');
  if (request.method !== 'POST' && request.method !== 'PUT') {
    throw new RequestRefusal(405, 'BAD_USER_INPUT', 'A webhook is sent by POST.', { allow: 'POST, PUT' });
  }
  const body = await readRequestBody(request, { maxBytes: maxWebhookBytes });
  if (isSignedByOneOf(webhookSecrets, body, String(request.headers[SIGNATURE_HEADER] ?? ''))) return body;
  throw new RequestRefusal(401, 'UNAUTHENTICATED', 'The signature is invalid.');
}
