import { errors } from 'undici';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { FrappeRequest } from './frappe-request.ts';

/** Turns what the HTTP client throws (no answer, cut answers, aborts) into an error for callers. */
export function toTransportError(error: unknown, request: FrappeRequest): GatewayError {
  const reason = error instanceof AnswerCutError ? error.cause : error;
  const fail = (code: ErrorCode, message: string) =>
    isNeverSent(reason)
      ? new GatewayError(code, message, {}, error)
      : withUnknownOutcome(new GatewayError(code, message, {}, error), request);
  if (isTimeout(reason)) return fail('UPSTREAM_TIMEOUT', 'The site took too long to answer.');
  if (isAbort(reason)) return fail('UPSTREAM_TIMEOUT', 'The request was aborted.');
  if (isCutAnswer(error)) return fail('UPSTREAM_CONTRACT', "The site's answer was cut short.");
  if (reason instanceof errors.HeadersOverflowError)
    return fail('UPSTREAM_CONTRACT', "The headers of the site's answer are too long.");
  return fail('UPSTREAM_UNAVAILABLE', 'The site cannot be reached.');
}

/** Says in a few words why no proper answer came: the words of the network, or the status of a proxy. */
export function describeCause({ message, details, cause }: GatewayError): string {
  // Node leaves the message empty if all addresses of a host refuse the connection.
  if (cause instanceof Error) return cause.message || (codeOf(cause) ?? cause.name);
  return details.status === undefined ? message.replace(/\.$/, '') : `status ${details.status}`;
}

/** Marks the outcome of a write as unknown; an error of a read is left as it is. */
export function withUnknownOutcome(error: GatewayError, request: Pick<FrappeRequest, 'isRead'>): GatewayError {
  if (request.isRead || error.details.outcome !== undefined) return error;
  const message = `${error.message} Whether the site carried it out is unknown (outcome: UNKNOWN).`;
  return new GatewayError(error.code, message, { ...error.details, outcome: 'UNKNOWN' }, error.cause);
}

/** No connection was made, so nothing can have been carried out. */
function isNeverSent(error: unknown): boolean {
  return error instanceof errors.ConnectTimeoutError || isNotConnected(error);
}

/** Whether a connection was refused, or there is nothing to connect to. */
export function isNotConnected(error: unknown): boolean {
  return NOT_CONNECTED.has(codeOf(error) ?? '');
}

const NOT_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

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
