import type { ServerMessage } from '../../errors.ts';
import type { FrappeAnswer, FrappeRequest } from '../../frappe/frappe-request.ts';
import { readServerMessages } from '../../frappe/server-messages.ts';
import type { RequestScope } from '../request-scope.ts';

/** A successful answer to a write. */
export interface WriteAnswer {
  answer: FrappeAnswer;
  /** What the site told its user on the way. */
  messages: ServerMessage[];
}

/**
 * Sends a write as the caller, once: it is never tried again. What the request has read before is forgotten, whatever
 * becomes of the write.
 *
 * @throws GatewayError, with `outcome: UNKNOWN` where no proper answer came.
 */
export async function sendWrite(scope: RequestScope, request: FrappeRequest): Promise<WriteAnswer> {
  try {
    const answer = await scope.client.send({ ...request, isRead: false }, scope.caller);
    return { answer, messages: readServerMessages(answer.body) };
  } finally {
    scope.loaders.clear();
  }
}
