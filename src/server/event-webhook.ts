import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type DeliveryAddress, isDocevent, readDelivery } from '../events/webhook-delivery.ts';
import { EVENT_WEBHOOK_PATH } from '../events/webhook-paths.ts';
import type { ServedSite } from './served-site.ts';
import { readSignedBody } from './signed-body.ts';

/** Keeps the event that a webhook tells of. Only what is kept is answered with 200: the site tries others again. */
export async function answerEventWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  site: ServedSite,
  config: Config,
  logger: Logger,
): Promise<void> {
  const [status, text] = await receive(request, site, config, logger).catch((error: unknown) => {
    logger.warn({ err: error }, 'an event was not kept');
    return [503, 'The event cannot be kept at present.'] as const;
  });
  const retry = status === 503 ? { 'retry-after': '5' } : {};
  response.writeHead(status, { 'content-type': 'text/plain', ...retry }).end(text === '' ? '' : `${text}\n`);
}

async function receive(
  request: IncomingMessage,
  site: ServedSite,
  config: Config,
  logger: Logger,
): Promise<readonly [status: number, text: string]> {
  const address = readAddress(request.url ?? '');
  if (address === undefined) return [404, 'There is no such event.'];
  const body = await readSignedBody(request, config.webhookSecrets);
  if (typeof body === 'number') return [body, ''];
  const event = readDelivery(address, body.toString('utf8'));
  if (typeof event === 'string') {
    logger.warn({ ...address, reason: event }, 'a signed webhook was refused');
    return [400, event];
  }
  await site.events.append([event]);
  return [200, ''];
}

function readAddress(url: string): DeliveryAddress | undefined {
  const path = url.split('?')[0] ?? '';
  const [docevent = '', doctype, ...more] = path.slice(EVENT_WEBHOOK_PATH.length).split('/');
  if (!isDocevent(docevent) || more.length > 0) return undefined;
  try {
    return { docevent, doctype: doctype ? decodeURIComponent(doctype) : undefined };
  } catch {
    return undefined;
  }
}
