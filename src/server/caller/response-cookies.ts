import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { operationOf } from '../context/operation-context.ts';

/** An answer is for the caller who asked, and no cache may give it to another. */
export const NO_STORE = 'no-store';

/** Sends the cookies of an operation with its answer. */
export const responseCookies: Plugin<RequestScope> = {
  onResponse({ response, serverContext }) {
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', NO_STORE);
    for (const cookie of operationOf(serverContext).cookies.values()) response.headers.append('set-cookie', cookie);
  },
};
