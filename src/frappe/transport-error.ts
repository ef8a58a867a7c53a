import { errors } from 'undici';
import { GatewayError } from '../errors.ts';
import type { FrappeRequest } from './frappe-request.ts';

/** Turns what the HTTP client throws (no answer, cut answers, aborts) into an error for callers. */
export function toTransportError(error: unknown, request: FrappeRequest): GatewayError {
  const outcome = request.isRead ? '' : ' Whether the site carried it out is unknown (outcome: UNKNOWN).';
  const reason = error instanceof AnswerCutError ? error.cause : error;
  if (isTimeout(reason)) {
    return new GatewayError('UPSTREAM_TIMEOUT', `The site took too long to answer.${outcome}`, {}, error);
  }
  if (isAbort(reason)) return new GatewayError('UPSTREAM_TIMEOUT', `The request was given up.${outcome}`, {}, error);
  if (isCutAnswer(error)) {
    return new GatewayError('UPSTREAM_CONTRACT', `The site's answer was cut short.${outcome}`, {}, error);
  }
  return new GatewayError('UPSTREAM_UNAVAILABLE', `The site cannot be reached.${outcome}`, {}, error);
}

/** Whether the connection broke before an answer came, as happens to kept-alive ones. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof errors.SocketError || codeOf(error) === 'ECONNRESET' || codeOf(error) === 'EPIPE';
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    (error instanceof DOMException && error.name === 'TimeoutError')
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof errors.RequestAbortedError || (error instanceof DOMException && error.name === 'AbortError');
}

/** The connection broke while the body was being read: undici says "terminated", "other side closed" or the like. */
function isCutAnswer(error: unknown): boolean {
  return error instanceof AnswerCutError || error instanceof errors.ResponseContentLengthMismatchError;
}

/** Marks a failure that came after the answer's status. */
export class AnswerCutError extends Error {
  constructor(cause: unknown) {
    super('The answer was cut short.', { cause });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
