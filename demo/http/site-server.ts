import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dialect } from '../dialects.ts';
import { guestCookies } from './cookies.ts';
import type { SiteResponse } from './envelope.ts';
import { type Fault, replacesAnswer } from './fault.ts';
import type { RawRequest } from './site-request.ts';

/** A request that the site has answered. */
export interface DemoRequest {
  method: string;
  /** Path and query as received. */
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  /** Order in which requests came in, from 1. */
  seq: number;
  startedAt: number;
  endedAt: number;
}

/** The parts of a site that its server needs. */
export interface ServerOptions {
  dialect: Dialect;
  requests: DemoRequest[];
  /** The paths of requests that were broken off before they were whole. */
  brokenOff: string[];
  fault(request: RawRequest): Fault | undefined | Promise<Fault | undefined>;
  answer(request: RawRequest): SiteResponse;
  /** The site's clock, as the `Date` of every answer gives it. */
  httpDate(): string;
}

/** A server that answers with the site's answers, spoiled by faults where a test asks for them. */
export function createSiteServer(options: ServerOptions): Server {
  let count = 0;
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (incoming, outgoing) => {
    count += 1;
    const entry = { seq: count, startedAt: performance.now() };
    handle(options, incoming, outgoing, entry).catch((error: unknown) => {
      if (incoming.complete) console.error(error);
      else options.brokenOff.push(incoming.url ?? '/');
      outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function handle(
  options: ServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  entry: { seq: number; startedAt: number },
): Promise<void> {
  const request = await readRequest(incoming);
  const { bytes: _bytes, ...kept } = request;
  const record: DemoRequest = { ...kept, status: 0, ...entry, endedAt: 0, headers: { ...request.headers } };
  options.requests.push(record);
  const fault = await options.fault(request);
  if (fault?.delayMs) await delay(fault.delayMs);
  // Held back until nobody waits any more; the site may be closed, too.
  if (outgoing.destroyed && !fault?.goesOn) return;
  if (fault?.resetSocket) {
    incoming.socket.resetAndDestroy();
  } else {
    const response = fault && replacesAnswer(fault) ? faultyAnswer(fault) : options.answer(request);
    record.status = response.status;
    const headers = { date: options.httpDate(), ...response.headers, ...fault?.headers };
    send(options.dialect, outgoing, { ...response, headers }, fault);
  }
  record.endedAt = performance.now();
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  const { method = 'GET', url = '/' } = incoming;
  const bytes = Buffer.concat(chunks);
  return { method, path: url, headers, body: bytes.toString('utf8'), bytes };
}

function faultyAnswer(fault: Fault): SiteResponse {
  return { status: fault.status ?? 200, contentType: 'application/json', body: fault.body ?? '', cookies: [] };
}

function send(dialect: Dialect, outgoing: ServerResponse, response: SiteResponse, fault: Fault | undefined): void {
  const body = Buffer.from(response.body);
  outgoing.statusCode = response.status;
  outgoing.setHeader('content-type', response.contentType);
  outgoing.setHeader('content-length', body.length);
  outgoing.setHeader('set-cookie', response.cookies ?? guestCookies(dialect));
  for (const [name, value] of Object.entries(response.headers ?? {})) outgoing.setHeader(name, value);
  if (fault?.dripMs !== undefined) {
    drip(outgoing, body, fault.dripMs);
    return;
  }
  if (fault?.cutAfterBytes === undefined) {
    outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
    return;
  }
  outgoing.write(body.subarray(0, fault.cutAfterBytes), () => outgoing.destroy());
}

function drip(outgoing: ServerResponse, body: Buffer, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at < body.length) outgoing.write(body.subarray(at, ++at));
    else outgoing.end();
  }, everyMs);
  outgoing.once('close', () => clearInterval(timer));
}
