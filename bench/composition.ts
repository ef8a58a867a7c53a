/**
 * The hand-written composition as a server: the mark to measure the gateway against. `/W1` to `/W5` by GET, `/W6` by
 * PUT.
 *
 * Environment: FRAPPE_URL, ORDER (the name that W4 and W6 use), PORT.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { compositions } from './compositions.ts';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = compositions[request.url ?? ''];
  if (!route) throw new Error(`No route ${request.url}`);
  let body = '';
  if (request.method !== 'GET') for await (const chunk of request) body += String(chunk);
  const data = await route(request.headers.authorization ?? '', body);
  const bytes = Buffer.from(JSON.stringify({ data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
}).listen(Number(process.env.PORT), '127.0.0.1');
