import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { RequestRule } from './request-rule.ts';

const REQUEST_HEADERS =
  'authorization, content-type, accept-language, x-requested-with, apollo-require-preflight, graphql-require-preflight, x-request-id, x-gateway-debug';
const FILE_REQUEST_HEADERS = 'authorization, range, if-none-match, x-requested-with';
const SECONDS_KEPT = '600';

/** Answers browsers that ask whether a page of the listed origins may use the gateway. */
export function createPreflight(origins: readonly string[]): RequestRule {
  return ({ method, header }) => {
    if (method !== 'OPTIONS' || findOrigin(origins, header('origin') ?? undefined) === null) return null;
    const headers = {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': SECONDS_KEPT,
    };
    return { status: 204, headers, body: null };
  };
}

/**
 * Lets pages of the listed origins, and of no others, use the gateway from a browser, cookies included. Without a list
 * the header is missing.
 */
export function createCors(origins: readonly string[]): Plugin<RequestScope> {
  return {
    onResponse({ request, response }) {
      addHeaders(response.headers, corsHeaders(origins, request.headers.get('origin') ?? undefined));
    },
  };
}

/** An answer may depend on other headers of the request as well. */
function addHeaders(headers: Headers, { vary, ...others }: Record<string, string>): void {
  if (vary !== undefined) headers.append('vary', vary);
  for (const [name, value] of Object.entries(others)) headers.set(name, value);
}

/** @returns the headers of an answer to a page of some origin. */
export function corsHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  if (origins.length === 0) return {};
  const allowed = findOrigin(origins, origin);
  if (allowed === null) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': allowed,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'x-request-id, retry-after',
  };
}

function findOrigin(origins: readonly string[], origin: string | undefined): string | null {
  const given = origin?.toLowerCase();
  return given !== undefined && origins.includes(given) ? given : null;
}

/** The same for files, which are not part of GraphQL: what to add to an answer. @returns null for other origins. */
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
