import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphqlParams } from '../context/graphql-params.ts';
import { BatchOfOperations } from './batch-of-operations.ts';
import { decodeText, parseLongJsonWithin } from './json-limits.ts';
import { readRequestBody } from './read-request-body.ts';
import type { RequestLimits } from './request-limits.ts';

/**
 * Reads the operation in the body of a POST, in its turn.
 *
 * @throws RequestRefusal; BatchOfOperations; GatewayError as `PersistedOperations.resolve` does
 */
export async function readOperation(
  { bodyBytes, json, batch, turns, budget, persisted }: RequestLimits,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<GraphqlParams> {
  const bytes = await readRequestBody(request, { maxBytes: bodyBytes, budget: { of: budget, response } });
  await turns.take(bytes.length);
  if (isDocument(request)) return persisted.resolve({ query: decodeText(bytes) });
  const params = await parseLongJsonWithin(bytes, json);
  if (Array.isArray(params)) throw new BatchOfOperations(params, batch);
  return persisted.resolve(params);
}

/** The media type of a document without variables. */
function isDocument({ headers }: IncomingMessage): boolean {
  return /^application\/graphql\s*(?:[;,]|$)/i.test(headers['content-type'] ?? '');
}
