import { type ErrorCode, GatewayError, type ServerMessage } from '../../errors.ts';
import type { FrappeAnswer, FrappeRequest } from '../../frappe/frappe-request.ts';
import { readRenaming } from '../../frappe/renaming.ts';
import { readServerMessages } from '../../frappe/server-messages.ts';
import { withUnknownOutcome } from '../../frappe/transport-error.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** A successful answer to a write. */
export interface WriteAnswer {
  answer: FrappeAnswer;
  /** The messages of the site. */
  messages: ServerMessage[];
}

/**
 * Sends a write as the caller, once: it is never tried again. Data that the request has read before is dropped,
 * whatever becomes of the write.
 *
 * @throws GatewayError, with `outcome: UNKNOWN` where no proper answer came.
 */
export async function sendWrite(scope: RequestScope, request: FrappeRequest): Promise<WriteAnswer> {
  try {
    const answer = await scope.client.send({ ...request, isRead: false }, scope.caller);
    const renaming = readRenaming(request, answer);
    if (renaming !== null) scope.onRenamed?.(renaming);
    return { answer, messages: readServerMessages(answer.body) };
  } finally {
    scope.loaders.clear();
  }
}

/** Does the same for a document that has a name, and names it in the error if the site refuses without a word. */
export async function sendDocWrite(
  scope: RequestScope,
  request: FrappeRequest,
  doctype: DocTypeMeta,
  name: string,
): Promise<WriteAnswer> {
  try {
    return await sendWrite(scope, request);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.details.messages || !WORDLESS.has(error.code)) throw error;
    throw new GatewayError(error.code, `${doctype.name} ${name}: ${error.message}`, error.details, error.cause);
  }
}

/** Sites raise these without a text, such as for a document that is not there to be deleted. */
const WORDLESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['NOT_FOUND', 'FORBIDDEN']);

/**
 * Reads the answer to a write. If it is not what Frappe answers, the write may have been carried out all the same.
 *
 * @throws GatewayError with `outcome: UNKNOWN`
 */
export function readWritten<Value>(answer: FrappeAnswer, read: (answer: FrappeAnswer) => Value): Value {
  try {
    return read(answer);
  } catch (error) {
    throw error instanceof GatewayError ? withUnknownOutcome(error, { isRead: false }) : error;
  }
}
