import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../operations/request-scope.ts';

/** Cookies that are set while a request is handled, and sent with its answer. */
export interface ResponseCookies {
  /** @returns what sets a cookie on the answer to a request; of several with one name the last counts. */
  setterFor(request: Request): (cookie: string) => void;
  plugin: Plugin<RequestScope>;
}

/** Keeps cookies until the answer is made. */
export function createResponseCookies(): ResponseCookies {
  const waiting = new WeakMap<Request, Map<string, string>>();
  return {
    setterFor: (request) => (cookie) => {
      const cookies = waiting.get(request) ?? new Map<string, string>();
      waiting.set(request, cookies.set(cookie.split('=')[0] ?? '', cookie));
    },
    plugin: {
      onResponse({ request, response }) {
        // An answer is for who asked, and nobody's cache may give it to another.
        if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
        for (const cookie of waiting.get(request)?.values() ?? []) response.headers.append('set-cookie', cookie);
      },
    },
  };
}
