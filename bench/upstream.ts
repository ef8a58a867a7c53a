/**
 * A front of the site that answers from memory, so that the site's own speed does not count: the first of equal
 * requests is passed on and its answer kept. Run by the benchmark as a process of its own.
 *
 * Environment: SITE_URL, SITE_AUTHORIZATION (what a bench caller's token stands for), LATENCY in ms, PORT.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { COUNT_PATH } from './site-calls.ts';

interface KeptAnswer {
  status: number;
  contentType: string;
  bytes: Buffer;
}

const latency = Number(process.env.LATENCY ?? 0);
const site = new Pool(process.env.SITE_URL ?? 'http://127.0.0.1:1');
const answers = new Map<string, Promise<KeptAnswer>>();
let calls = 0;

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === COUNT_PATH) {
    response.end(String(calls));
    return;
  }
  calls += 1;
  readBody(request)
    .then((body) => findAnswer(request, body))
    .then((kept) => (latency === 0 ? send(response, kept) : setTimeout(send, latency, response, kept)))
    .catch((error: unknown) => {
      console.error(error);
      response.writeHead(502).end();
    });
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET') return '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function findAnswer(request: IncomingMessage, body: string): Promise<KeptAnswer> {
  const key = `${request.method} ${request.url} ${request.headers.authorization} ${body}`;
  const known = answers.get(key);
  if (known) return known;
  const asked = askSite(request, body);
  answers.set(key, asked);
  return asked;
}

async function askSite(request: IncomingMessage, body: string): Promise<KeptAnswer> {
  const { authorization, accept, 'content-type': contentType } = request.headers;
  const isBenchCaller = authorization?.startsWith('token caller-') ?? false;
  const response = await site.request({
    method: (request.method ?? 'GET') as 'GET',
    path: request.url ?? '/',
    headers: {
      ...(accept ? { accept } : {}),
      ...(contentType ? { 'content-type': contentType } : {}),
      ...(authorization
        ? { authorization: isBenchCaller ? (process.env.SITE_AUTHORIZATION ?? '') : authorization }
        : {}),
    },
    body: body === '' ? null : body,
  });
  const bytes = Buffer.from(await response.body.bytes());
  return { status: response.statusCode, contentType: String(response.headers['content-type'] ?? ''), bytes };
}

function send(response: ServerResponse, { status, contentType, bytes }: KeptAnswer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes);
}

createServer({ keepAliveTimeout: 60_000 }, answer).listen(Number(process.env.PORT), '127.0.0.1');
