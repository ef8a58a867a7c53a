/**
 * graphql-yoga as it comes, over the hand-written schema.
 *
 * Environment: FRAPPE_URL, PORT.
 */
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { createContext, createHandWrittenSchema } from './hand-written.ts';

const yoga = createYoga({
  schema: createHandWrittenSchema(),
  logging: false,
  context: ({ request }) => createContext(request.headers.get('authorization') ?? ''),
});
createServer({ keepAliveTimeout: 60_000 }, (request, response) => void yoga(request, response)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);
