import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type OperationContext, operationOf } from '../context/operation-context.ts';
import { type IncomingRequest, toIncomingRequest } from './incoming-request.ts';

/** An answer is for the caller who asked, and no cache may give it to another. */
export const NO_STORE = 'no-store';

/** The request of an operation. Cookies that are set on it go with the answer. */
export function toOperationRequest(
  { request, cookies }: Pick<OperationContext, 'request' | 'cookies'>,
  signal: AbortSignal | undefined,
): IncomingRequest {
  return toIncomingRequest(request, signal, (cookie) => void cookies.set(cookie.split('=')[0] ?? '', cookie));
}

/** Sends the cookies of an operation with its answer. */
export const responseCookies: Plugin<RequestScope> = {
  onResponse({ response, serverContext }) {
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', NO_STORE);
    for (const cookie of operationOf(serverContext).cookies.values()) response.headers.append('set-cookie', cookie);
  },
};
