import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { toRefusal } from '../limits/request-refusal.ts';
import type { ServedSite } from '../site/served-site.ts';
import { readSignedBody } from './signed-body.ts';

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
  const refusal = await readSignedBody(request, response, config).then(() => null, toRefusal);
  response.writeHead(refusal?.status ?? 202, { 'content-type': 'text/plain', ...refusal?.headers }).end();
  if (refusal) return;
  logger.info('metadata webhook');
  void site.refresh();
}
