import type { FetchAPI } from 'graphql-yoga';
import { RequestRefusal } from './request-refusal.ts';

/** The answer of yoga to a request that is refused. @throws whatever is not a refusal. */
export function toResponse(error: unknown, { Response }: FetchAPI): Response {
  if (!(error instanceof RequestRefusal)) throw error;
  const headers = { 'content-type': 'application/json', ...error.headers };
  return new Response(error.toJson(), { status: error.status, headers });
}
