import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ServedSite } from './served-site.ts';
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
  const body = await readSignedBody(request, config.webhookSecrets);
  const status = typeof body === 'number' ? body : 202;
  response.writeHead(status, { 'content-type': 'text/plain' }).end();
  if (status !== 202) return;
  logger.info('metadata webhook');
  void site.refresh();
}
