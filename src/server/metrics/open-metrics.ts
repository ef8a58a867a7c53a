import { createServer } from 'node:http';
import type { Config } from '../../config.ts';
import { listen } from '../rules/listen.ts';
import type { SiteState } from './metric-families.ts';
import { createMetricsHandler, METRICS_PATH, type MetricsHandler } from './metrics-handler.ts';

/** The metrics of a running gateway. */
export interface Metrics {
  /** Answers at `/metrics` of the gateway's own port; null if they are on another one, or nowhere. */
  readonly handler: MetricsHandler | null;
  close(): Promise<void>;
}

/**
 * Opens the metrics where the configuration says: on a port of their own, or for those who show a token.
 *
 * @throws ConfigError if the port cannot be listened to.
 */
export async function openMetrics(
  { host, metrics: { port, token } }: Pick<Config, 'host' | 'metrics'>,
  readSites: () => readonly SiteState[],
): Promise<Metrics> {
  if (port === null && token === null) return { handler: null, close: async () => undefined };
  const handler = await createMetricsHandler(readSites, token);
  if (port === null) return { handler, close: async () => undefined };
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] === METRICS_PATH) return void handler(request, response);
    request.resume();
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
  });
  await listen(server, { port, host, setting: 'METRICS_PORT' });
  return {
    handler: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
