/**
 * The bound for a gateway that plans: a known query runs the hand-written composition, with no executor at all.
 *
 * Environment: FRAPPE_URL, ORDER, PORT, QUERIES (JSON: the composition's route and the answer's shape for each query).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { compositions } from './compositions.ts';
import { type PlannedQuery, UPDATE } from './workloads.ts';

const queries = new Map(JSON.parse(process.env.QUERIES ?? '[]') as [query: string, PlannedQuery][]);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { query } = JSON.parse(body) as { query: string };
  const planned = queries.get(query);
  const compose = planned && compositions[planned.route];
  if (!compose) throw new Error(`No plan for ${query}`);
  const data = await compose(request.headers.authorization ?? '', JSON.stringify(UPDATE));
  const bytes = Buffer.from(`${planned.before}${JSON.stringify(data)}${planned.after}`);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
}).listen(Number(process.env.PORT), '127.0.0.1');
