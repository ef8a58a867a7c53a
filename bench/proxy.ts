/**
 * The least that any gateway can cost: one call of the caller's passed on with undici, the answer's bytes passed back.
 *
 * Environment: FRAPPE_URL, PORT.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.env.FRAPPE_URL ?? 'http://127.0.0.1:1', { connections: 128 });

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization, accept, 'content-type': contentType } = request.headers;
  const answer = await pool.request({
    method: (request.method ?? 'GET') as 'GET',
    path: request.url ?? '/',
    headers: {
      authorization: authorization ?? '',
      accept: accept ?? '',
      ...(contentType ? { 'content-type': contentType } : {}),
    },
    body: request.method === 'GET' ? null : request,
  });
  const bytes = await answer.body.bytes();
  response.writeHead(answer.statusCode, {
    'content-type': String(answer.headers['content-type'] ?? ''),
    'content-length': bytes.length,
  });
  response.end(bytes);
}

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  pass(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
}).listen(Number(process.env.PORT), '127.0.0.1');
