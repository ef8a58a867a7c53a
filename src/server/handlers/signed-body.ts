import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config.ts';
import { deriveOnce } from '../../derive-once.ts';
import { isSignedByOneOf, SIGNATURE_HEADER } from '../../events/webhook-signature.ts';
import { BodyBudget, readRequestBody } from '../limits/read-request-body.ts';
import { RequestRefusal } from '../limits/request-refusal.ts';

/** Webhooks of the largest size that a site may be sending at the same time: who sends one is known when it is whole. */
const LARGEST_WEBHOOKS = 32;

const budgetOf = deriveOnce(
  ({ maxWebhookBytes }: Pick<Config, 'maxWebhookBytes'>) => new BodyBudget(LARGEST_WEBHOOKS * maxWebhookBytes),
);

/**
 * Reads the raw body of a site's webhook.
 *
 * @throws RequestRefusal
 */
export async function readSignedBody(
  request: IncomingMessage,
  response: ServerResponse,
  config: Pick<Config, 'webhookSecrets' | 'maxWebhookBytes'>,
): Promise<Buffer> {
  const { webhookSecrets, maxWebhookBytes } = config;
  if (webhookSecrets.length === 0) throw new RequestRefusal(404, 'NOT_FOUND', 'Webhooks are switched off.');
  if (request.method !== 'POST' && request.method !== 'PUT') {
    throw new RequestRefusal(405, 'BAD_USER_INPUT', 'A webhook is sent by POST.', { allow: 'POST, PUT' });
  }
  const body = await readRequestBody(request, {
    maxBytes: maxWebhookBytes,
    budget: { of: budgetOf(config), response },
  });
  if (isSignedByOneOf(webhookSecrets, body, String(request.headers[SIGNATURE_HEADER] ?? ''))) return body;
  throw new RequestRefusal(401, 'UNAUTHENTICATED', 'The signature is invalid.');
}
