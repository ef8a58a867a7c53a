import type { ErrorCode, ErrorDetails, ServerMessage } from '../errors.ts';
import { GatewayError } from '../errors.ts';
import { readNamedFields } from './named-fields.ts';
import { toPlainText } from './plain-text.ts';
import { readServerMessages, shorten } from './server-messages.ts';

/** Frappe's exceptions that need another code than their status has (frappe/exceptions.py). */
const CODE_BY_EXC_TYPE: Record<string, ErrorCode> = {
  TimestampMismatchError: 'CONFLICT',
  DocumentLockedError: 'CONFLICT',
  UniqueValidationError: 'CONFLICT',
  DuplicateEntryError: 'CONFLICT',
  InReadOnlyMode: 'READ_ONLY',
  SecurityException: 'UNAUTHENTICATED',
  ExpiredLoginException: 'UNAUTHENTICATED',
  InvalidAuthorizationHeader: 'UNAUTHENTICATED',
  InvalidAuthorizationPrefix: 'UNAUTHENTICATED',
  InvalidAuthorizationToken: 'UNAUTHENTICATED',
  CSRFTokenError: 'FORBIDDEN',
  QueryTimeoutError: 'UPSTREAM_TIMEOUT',
};

const CODE_BY_STATUS: Record<number, ErrorCode> = {
  400: 'INVALID',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'INVALID',
  415: 'INVALID',
  417: 'INVALID',
  429: 'RATE_LIMITED',
  502: 'UPSTREAM_UNAVAILABLE',
  503: 'UPSTREAM_UNAVAILABLE',
  504: 'UPSTREAM_TIMEOUT',
};

const MESSAGE_BY_CODE: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'The site did not accept the credential.',
  FORBIDDEN: 'The site does not permit this.',
  NOT_FOUND: 'Not found.',
  READ_ONLY: 'The site does not accept changes at present.',
  RATE_LIMITED: 'The site asks for fewer requests.',
  UPSTREAM_ERROR: 'The site failed to answer this request.',
  UPSTREAM_TIMEOUT: 'The site took too long.',
  UPSTREAM_UNAVAILABLE: 'The site cannot be reached at present.',
};

/** Exceptions of these codes have the words of a program or a database, such as PostgreSQL's names of tables. */
const INSIDE: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_ERROR', 'UPSTREAM_TIMEOUT']);

/** An answer of the site whose status is not a success. */
export interface FailedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON object, or null for HTML, empty and cut bodies. */
  body: Record<string, unknown> | null;
  /** Whether the caller sent no credential: Frappe answers 403 where such a caller has to sign in. */
  isGuest: boolean;
}

/** Turns every shape of a site's error (v1, v2, v14's bare ones, HTML pages) into one GatewayError. */
export function toGatewayError(answer: FailedAnswer): GatewayError {
  const body = answer.body ?? {};
  const v2Error = firstV2Error(body);
  const excType = readExcType(body, v2Error);
  const messages = withBlocks(v2Error ? v2Messages(v2Error) : readServerMessages(body), body);
  const code = toErrorCode(answer, excType);
  const details: ErrorDetails = { status: answer.status };
  if (excType !== undefined) details.excType = excType;
  if (messages.length > 0) details.messages = messages;
  const named = readNamedFields(v2Error?.exception ?? body.exception);
  if (named !== null) details.named = named;
  const retryAfter = Number(answer.headers['retry-after']);
  if (answer.headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) details.retryAfter = retryAfter;
  return new GatewayError(code, toMessage(code, messages, body), details);
}

function toErrorCode({ status, isGuest }: FailedAnswer, excType: string | undefined): ErrorCode {
  if (status === 403 && isGuest) return 'UNAUTHENTICATED';
  const byExcType = excType === undefined ? undefined : CODE_BY_EXC_TYPE[excType];
  const byStatus = CODE_BY_STATUS[status] ?? (status >= 500 ? 'UPSTREAM_ERROR' : 'INVALID');
  return byExcType ?? byStatus;
}

/** The last message is what Frappe throws; earlier ones were printed on the way. */
function toMessage(code: ErrorCode, messages: readonly ServerMessage[], body: Record<string, unknown>): string {
  const thrown = messages.at(-1)?.text;
  if (thrown) return thrown;
  // The fault of a password is in the place of a result.
  if (code === 'UNAUTHENTICATED' && typeof body.message === 'string') return toPlainText(shorten(body.message));
  if (code !== 'UPSTREAM_ERROR' && typeof body._error_message === 'string')
    return toPlainText(shorten(body._error_message));
  const raised = INSIDE.has(code) ? undefined : readRaised(body);
  if (raised) return raised;
  return MESSAGE_BY_CODE[code] ?? 'The site refused this request.';
}

/**
 * Newer sites take some tags out of messages, and the words that they separated run together. The exception is the same
 * text with all its tags, if the site sends it.
 */
function withBlocks(messages: readonly ServerMessage[], body: Record<string, unknown>): readonly ServerMessage[] {
  const thrown = messages.at(-1);
  const raised = thrown && readRaised(body);
  if (!raised || withoutBlanks(raised) !== withoutBlanks(thrown.text)) return messages;
  return [...messages.slice(0, -1), { ...thrown, text: raised }];
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, '');
}

/**
 * An exception raised without `frappe.throw` has its text only in the last line of the traceback: `ValidationError: not
 * now`.
 */
function readRaised(body: Record<string, unknown>): string | undefined {
  const exception = typeof body.exception === 'string' ? body.exception : '';
  // A tuple is what the code hands over, and not written for people.
  const text = /^[\w.]+: (?!\()(.+)$/s.exec(exception)?.[1];
  return text === undefined ? undefined : toPlainText(shorten(text));
}

function readExcType(body: Record<string, unknown>, v2Error: Record<string, unknown> | null): string | undefined {
  const given = v2Error?.type ?? body.exc_type;
  if (typeof given === 'string' && given !== '') return given;
  // v14 leaves `exc_type` out of errors that were raised without frappe.throw; `exception` still starts with it.
  const exception = typeof body.exception === 'string' ? body.exception : '';
  // Word for word: one pattern for all of it would take hours for a last line that is one long word of a caller.
  const [path = ''] = /^[\w.]+/.exec(exception) ?? [];
  return path.split('.').find((word) => EXC_TYPE.test(word));
}

const EXC_TYPE = /\w(?:Error|Exception|Mismatch|Stopped|Mode)$/;

function firstV2Error(body: Record<string, unknown>): Record<string, unknown> | null {
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : null;
  return typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : null;
}

function v2Messages(error: Record<string, unknown>): ServerMessage[] {
  return error.message === undefined ? [] : readServerMessages({ messages: [error] });
}
