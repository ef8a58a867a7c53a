/**
 * Mercurius with graphql-jit, over the hand-written schema.
 *
 * Environment: FRAPPE_URL, PORT.
 */
import fastify from 'fastify';
import mercurius from 'mercurius';
import { createContext, createHandWrittenSchema } from './hand-written.ts';

const app = fastify({ keepAliveTimeout: 60_000 });
await app.register(mercurius, {
  schema: createHandWrittenSchema(),
  jit: 1,
  context: (request) => createContext(request.headers.authorization ?? '') as never,
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
