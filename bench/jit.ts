/**
 * GraphQL by hand on the fastest libraries: node:http, graphql-jit and DataLoader, without any rule of a gateway.
 *
 * Environment: FRAPPE_URL, PORT.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parse, validate } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { createContext, createHandWrittenSchema } from './hand-written.ts';

const schema = createHandWrittenSchema();
const compiled = new Map<string, CompiledQuery>();

function compile(query: string): CompiledQuery {
  const known = compiled.get(query);
  if (known) return known;
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  const made = compileQuery(schema, document);
  if (!isCompiledQuery(made)) throw new Error(JSON.stringify(made));
  compiled.set(query, made);
  return made;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const { query: execute, stringify } = compile(query);
  const result = await execute(null, createContext(request.headers.authorization ?? ''), variables ?? {});
  const bytes = Buffer.from(stringify(result));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
}).listen(Number(process.env.PORT), '127.0.0.1');
