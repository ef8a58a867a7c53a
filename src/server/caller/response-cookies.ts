import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { isNodeExchange } from './node-exchange.ts';

/** Cookies that are set while a request is handled, and sent with its answer. */
export interface ResponseCookies {
  /** @returns what sets a cookie on the answer to a request; of several with one name the last counts. */
  setterFor(request: IncomingMessage): (cookie: string) => void;
  /** The cookies that were set so far. */
  of(request: IncomingMessage): readonly string[];
  plugin: Plugin<RequestScope>;
}

/** An answer is for the caller who asked, and no cache may give it to another. */
export const NO_STORE = 'no-store';

/** Keeps cookies until the answer is made. */
export function createResponseCookies(): ResponseCookies {
  const waiting = new WeakMap<IncomingMessage, Map<string, string>>();
  const of = (request: IncomingMessage) => [...(waiting.get(request)?.values() ?? [])];
  return {
    of,
    setterFor: (request) => (cookie) => {
      const cookies = waiting.get(request) ?? new Map<string, string>();
      waiting.set(request, cookies.set(cookie.split('=')[0] ?? '', cookie));
    },
    plugin: {
      onResponse({ response, serverContext }) {
        if (!response.headers.has('cache-control')) response.headers.set('cache-control', NO_STORE);
        if (!isNodeExchange(serverContext)) return;
        for (const cookie of of(serverContext.req)) response.headers.append('set-cookie', cookie);
      },
    },
  };
}
