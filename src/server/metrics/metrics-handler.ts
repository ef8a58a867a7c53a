import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { METRIC_FAMILIES, type SiteState } from './metric-families.ts';

/** The path at which Prometheus asks. */
export const METRICS_PATH = '/metrics';

/** Answers a request for the metrics. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Opens the metrics. All of them are read when they are asked for.
 *
 * @param token that a request must show as its bearer token; null if none is needed.
 */
export async function createMetricsHandler(
  readSites: () => readonly SiteState[],
  token: string | null,
): Promise<MetricsHandler> {
  const registry = await openRegistry(readSites);
  return async (request, response) => {
    request.resume();
    if (token !== null && !hasToken(request, token)) {
      response.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Bearer' });
      return void response.end('The metrics need the token of METRICS_TOKEN.\n');
    }
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
    response.end(text);
  };
}

/** Loads the library only where there are metrics: it would slow every start down. */
async function openRegistry(readSites: () => readonly SiteState[]): Promise<Registry> {
  const { default: prometheus } = await import('prom-client');
  const registry = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register: registry });
  for (const { read, ...head } of METRIC_FAMILIES) {
    const metric = { ...head, aggregator: 'sum', get: async () => ({ ...head, values: read(readSites()) }) };
    // The registry needs no more of a metric than this; its type asks for one of its own classes.
    registry.registerMetric(metric as never);
  }
  return registry;
}

/** Compares hashes, so that the time it takes says nothing of the token. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`));
}
