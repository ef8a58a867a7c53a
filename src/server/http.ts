import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { ErrorCode } from '../errors.ts';
import { createProxyTrust } from '../trusted-proxies.ts';
import { chooseSite } from './choose-site.ts';
import { answerHealth, answerReady } from './handlers/health.ts';
import { refuseUpgrade } from './handlers/websocket.ts';
import { METRICS_PATH, type MetricsHandler } from './metrics/metrics-handler.ts';
import type { OpenedSite } from './opened-site.ts';
import { toServerOptions, watchConnections } from './rules/connection-limits.ts';
import { listen } from './rules/listen.ts';
import { inOrder, isAnswering } from './rules/pipelined-requests.ts';
import { answerClientErrors, NO_REFERRER, NO_SNIFFING, refuseHead } from './rules/request-head.ts';

const SWEEP_MS = 50;

/** A running server. */
export interface HttpServer {
  readonly port: number;
  /**
   * Says so on `/ready`, stops taking requests a little later, lets those under way finish for a while, then ends the
   * rest.
   */
  close(): Promise<void>;
}

/** Opens the HTTP server: the process's own paths, and those of each site. */
export async function startHttpServer(
  sites: readonly OpenedSite[],
  siteHeader: string | null,
  config: Config,
  metrics: MetricsHandler | null,
): Promise<HttpServer> {
  const choice = { header: siteHeader, isTrusted: createProxyTrust(config.trustedProxies) };
  const state = { isDraining: false };
  const server = createServer(
    { ...toServerOptions(config.incoming), requireHostHeader: false, shouldUpgradeCallback: isForSocket },
    inOrder((request, response) => {
      if (isRefusedForHead(request, response, state.isDraining)) return;
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      if (path === '/health') return answerHealth(response);
      if (path === '/ready')
        return answerReady(request, response, { ...state, sites: sites.map((site) => site.state()) });
      if (path === METRICS_PATH && metrics) return void metrics(request, response).catch(() => response.destroy());
      answerSite(chooseSite(sites, choice, request), request, response, path);
    }),
  );
  server.on('upgrade', (request, socket, head) => {
    // A socket that breaks before it is taken over is nobody's error.
    socket.on('error', () => socket.destroy());
    // The answer that is still to come would be sent in the middle of the socket's messages.
    if (isAnswering(socket)) return void socket.destroy();
    const refused = refuseHead(request);
    if (refused !== null) return refuseUpgrade(socket, refused.status);
    const site = chooseSite(sites, choice, request);
    if (site === null) return refuseUpgrade(socket, 421);
    const open = site.current();
    if (state.isDraining || open === null) return refuseUpgrade(socket, 503);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    open.handler.upgrade({ request, socket, head, onReady: () => connections.settle(socket) }, path);
  });
  const connections = watchConnections(server, config.incoming, choice.isTrusted);
  answerClientErrors(server);
  const port = await listen(server, { port: config.port, host: config.host, setting: 'PORT' });
  return {
    port,
    close: async () => {
      state.isDraining = true;
      await delay(config.drainDelaySeconds * 1000);
      await Promise.all([
        drain(server, config.drainSeconds),
        ...sites.map((site) => site.current()?.handler.close() ?? Promise.resolve()),
      ]);
    },
  };
}

/** Offers of other protocols, such as `h2c`, are left alone: the request is answered as any other. */
function isForSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function answerSite(site: OpenedSite | null, request: IncomingMessage, response: ServerResponse, path: string): void {
  const handler = site?.current()?.handler;
  if (site === null) refuse(request, response, 421, 'BAD_USER_INPUT', 'No site is served under this host name.');
  else if (!handler) refuse(request, response, 503, 'UPSTREAM_UNAVAILABLE', 'The site cannot be reached at present.');
  else if (!handler.answer(request, response, path)) answerNotFound(request, response);
}

/** Whether a request was refused for its head. Draining closes its connection. */
function isRefusedForHead(request: IncomingMessage, response: ServerResponse, isDraining: boolean): boolean {
  response.setHeader(...NO_SNIFFING);
  response.setHeader(...NO_REFERRER);
  const refused = refuseHead(request);
  if (isDraining || refused !== null) response.setHeader('connection', 'close');
  if (refused !== null) refuse(request, response, refused.status, 'BAD_USER_INPUT', refused.message);
  return refused !== null;
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

function answerNotFound(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
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
