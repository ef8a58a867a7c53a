import type { IncomingMessage } from 'node:http';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { isForm, isNodeExchange } from '../caller/node-exchange.ts';
import { toResponse } from '../limits/refusal-response.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import { readForm } from './read-form.ts';

/** How long the rest of an answered request may still come in. */
const REST_MS = 2_000;

/** Takes operations whose variables are files, as the GraphQL multipart request specification says. */
export function createUploadPlugin(fileBytes: number, limits: RequestLimits): Plugin<RequestScope> {
  const { bodyBytes, json, turns, budget, persisted } = limits;
  return {
    onRequestParse({ request, serverContext, setRequestParser, fetchAPI }) {
      if (!isForm(request.method, request.headers.get('content-type')) || !isNodeExchange(serverContext)) return;
      const { req, res } = serverContext;
      res.once('close', () => giveUpRest(req));
      setRequestParser(async () => {
        const params = await readForm(req, {
          fileBytes,
          bodyBytes,
          json,
          budget: { of: budget, response: res },
        }).catch((error: unknown) => toResponse(error, fetchAPI));
        await turns.take(bodyBytes);
        return 'status' in params ? params : (persisted.resolve(params) as GraphQLParams);
      });
    },
  };
}

/** An answer may come before the form has: then a caller who still sends is heard for a moment, and no longer. */
function giveUpRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.unpipe();
  request.resume();
  setTimeout(() => !request.complete && request.destroy(), REST_MS).unref();
}
