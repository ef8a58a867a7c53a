import type { ServerResponse } from 'node:http';
import type { ErrorCode, GatewayError } from '../../errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  READ_ONLY: 503,
  UPSTREAM_TIMEOUT: 504,
  INTERNAL: 500,
};

/** Answers an error outside of GraphQL, in the shape that GraphQL's have. */
export function answerError(response: ServerResponse, error: GatewayError): void {
  const { http: _http, ...extensions } = error.extensions;
  const body = JSON.stringify({ errors: [{ message: error.message, extensions }] });
  response.writeHead(STATUS[error.code] ?? 502, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
