import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../operations/request-scope.ts';

const REQUEST_HEADERS =
  'authorization, content-type, accept-language, x-requested-with, apollo-require-preflight, graphql-require-preflight, x-request-id, x-gateway-debug';
const FILE_REQUEST_HEADERS = 'authorization, range, if-none-match, x-requested-with';
const SECONDS_KEPT = '600';

/**
 * Lets pages of the listed origins, and of no others, use the gateway from a browser, cookies included. Without a list
 * there is no such header at all.
 */
export function createCors(origins: readonly string[]): Plugin<RequestScope> {
  const allowedOrigin = (request: Request): string | null => {
    const origin = request.headers.get('origin')?.toLowerCase();
    return origin !== undefined && origins.includes(origin) ? origin : null;
  };
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'OPTIONS' || allowedOrigin(request) === null) return;
      const headers = {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': REQUEST_HEADERS,
        'access-control-max-age': SECONDS_KEPT,
      };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      if (origins.length === 0) return;
      response.headers.append('vary', 'Origin');
      const origin = allowedOrigin(request);
      if (origin === null) return;
      response.headers.set('access-control-allow-origin', origin);
      response.headers.set('access-control-allow-credentials', 'true');
      response.headers.set('access-control-expose-headers', 'x-request-id, retry-after');
    },
  };
}

/** The same for files, which are no part of GraphQL: what to add to an answer. @returns null for other origins. */
export function fileCorsHeaders(
  origins: readonly string[],
  { headers, method }: IncomingMessage,
): Record<string, string> | null {
  const origin = headers.origin?.toLowerCase();
  if (origin === undefined || !origins.includes(origin)) return null;
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'content-disposition, content-range, x-request-id',
    ...(method === 'OPTIONS'
      ? {
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': FILE_REQUEST_HEADERS,
          'access-control-max-age': SECONDS_KEPT,
        }
      : {}),
  };
}
