import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../../errors.ts';
import { statusOfCode } from '../rules/response-status.ts';

/** Answers an error outside of GraphQL, in the shape that GraphQL's have. @param status by default, that of its code. */
export function answerError(response: ServerResponse, error: GatewayError, status = statusOfCode(error.code)): void {
  const { http: _http, ...extensions } = error.extensions;
  const body = JSON.stringify({ errors: [{ message: error.message, extensions }] });
  const { retryAfter } = error.details;
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
