import type { IncomingMessage, ServerResponse } from 'node:http';
import { badUserInput } from '../../errors.ts';
import { parseJsonWithin } from './json-limits.ts';
import { readBody } from './read-body.ts';
import type { RequestLimits } from './request-limits.ts';

/** The parameters of an operation as they came: nothing in them is checked but that there are some. */
export interface OperationParams {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

/**
 * Reads the operation in the body of a POST, in its turn.
 *
 * @throws RequestRefusal, GatewayError `BAD_USER_INPUT`
 */
export async function readOperation(
  { bodyBytes, json, turns, budget }: Pick<RequestLimits, 'bodyBytes' | 'json' | 'turns' | 'budget'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<OperationParams> {
  const bytes = await readBody(request, { maxBytes: bodyBytes, budget: { of: budget, response } });
  await turns.take(bytes.length);
  if (isDocument(request)) return { query: new TextDecoder().decode(bytes) };
  const params = parseJsonWithin(bytes, json);
  if (typeof params !== 'object' || params === null) throw badUserInput('The body must be a JSON object.', 'body');
  return params;
}

/** The media type of a document without variables. */
function isDocument({ headers }: IncomingMessage): boolean {
  return /^application\/graphql\s*(?:[;,]|$)/.test(headers['content-type'] ?? '');
}
