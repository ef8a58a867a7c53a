import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { createGraphqlHandler, GRAPHQL_PATH } from './graphql-handler.ts';
import { answerHealth, answerReady } from './health.ts';
import { answerMetadataWebhook, METADATA_WEBHOOK_PATH } from './metadata-webhook.ts';
import type { ServedSite } from './served-site.ts';

const SWEEP_MS = 50;

/** A running server. */
export interface HttpServer {
  readonly port: number;
  /** Says so on `/ready`, stops taking requests a little later, lets those under way finish for a while, then ends the rest. */
  close(): Promise<void>;
}

/** Opens the HTTP door: GraphQL, health and the metadata webhook. */
export async function startHttpServer(site: ServedSite, config: Config, logger: Logger): Promise<HttpServer> {
  const graphql = createGraphqlHandler(site, config, logger);
  const state = { isDraining: false };
  const server = createServer((request, response) => {
    if (state.isDraining) response.setHeader('connection', 'close');
    const path = (request.url ?? '/').split('?')[0];
    if (path === GRAPHQL_PATH) return graphql(request, response);
    if (path === '/health') return answerHealth(response);
    if (path === '/ready') return answerReady(response, state.isDraining);
    if (path === METADATA_WEBHOOK_PATH) return void answerMetadataWebhook(request, response, site, config, logger);
    return answerNotFound(request, response);
  });
  const port = await listen(server, config.port, config.host);
  return {
    port,
    close: async () => {
      state.isDraining = true;
      await delay(config.drainDelaySeconds * 1000);
      await drain(server, config.drainSeconds);
    },
  };
}

function answerNotFound(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const [status, text] = request.url === '/' ? [302, ''] : [404, 'Not found.\n'];
  response.writeHead(status, status === 302 ? { location: GRAPHQL_PATH } : { 'content-type': 'text/plain' }).end(text);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(toConfigError(error));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toConfigError(error: NodeJS.ErrnoException): ConfigError {
  const isAboutHost = error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND';
  return new ConfigError(`${isAboutHost ? 'HOST' : 'PORT'}: ${error.message}`);
}

/** Connections that are kept alive are closed soon after their last request ended. */
function drain(server: Server, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), seconds * 1000);
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
