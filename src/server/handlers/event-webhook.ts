import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { type DeliveryAddress, isDocevent, readDelivery } from '../../events/webhook-delivery.ts';
import { EVENT_WEBHOOK_PATH } from '../../events/webhook-paths.ts';
import { RequestRefusal } from '../limits/request-refusal.ts';
import type { ServedSite } from '../site/served-site.ts';
import { readSignedBody } from './signed-body.ts';

/** Keeps the event that a webhook announces. Only a kept event is answered with 200: the site tries others again. */
export async function answerEventWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  site: ServedSite,
  config: Config,
  logger: Logger,
): Promise<void> {
  const { status, text, headers } = await receive(request, response, { site, config, logger }).catch(
    (error: unknown): Answer => {
      if (error instanceof RequestRefusal) return { status: error.status, text: '', headers: error.headers };
      logger.warn({ err: error }, 'an event was not kept');
      return { status: 503, text: 'The event cannot be kept at present.', headers: { 'retry-after': '5' } };
    },
  );
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text === '' ? '' : `${text}\n`);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { site, config, logger }: { site: ServedSite; config: Config; logger: Logger },
): Promise<Answer> {
  const address = readAddress(request.url ?? '');
  if (address === undefined) return { status: 404, text: 'Unknown event.' };
  const body = await readSignedBody(request, response, config);
  const event = readDelivery(address, body.toString('utf8'));
  if (typeof event === 'string') {
    logger.warn({ ...address, reason: event }, 'a signed webhook was refused');
    return { status: 400, text: event };
  }
  const { doctype, name, modified } = event;
  if (modified !== null && modified > site.time.horizon())
    site.onAhead({ doctype, name, time: modified, isLast: false });
  await site.events.append([event]);
  return { status: 200, text: '' };
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
