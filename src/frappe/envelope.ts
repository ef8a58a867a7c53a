import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { parseExactJson } from '../exact-json.ts';
import { type ParseJson, parseInPieces } from '../json-pieces.ts';
import { LongWork } from '../turns.ts';
import { laneOf } from './caller-lane.ts';
import { toDownloadedFile } from './downloaded-file.ts';
import { quoteNumbers } from './exact-numbers.ts';
import { toGatewayError } from './frappe-error.ts';
import type { CallerContext, FrappeAnswer, FrappeRequest } from './frappe-request.ts';
import { hasLostSession } from './session-cookie.ts';
import { withUnknownOutcome } from './transport-error.ts';

/** Characters of an answer that are parsed at once. */
const MAX_AT_ONCE = 512 * 1024;

/** A response as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** In place of the text, if the response of a method is not JSON. */
  bytes?: Buffer;
  /** The parsed text, if it was parsed before. */
  parsed?: ParsedAnswer;
}

interface ParsedAnswer {
  /** Null for anything but a JSON object. */
  readonly body: Record<string, unknown> | null;
  /** The result of a method, if its numbers differ from those of the body. */
  readonly message?: unknown;
}

/**
 * Reads an answer of the site.
 *
 * @throws GatewayError with the site's message where the status is not 2xx; `UPSTREAM_CONTRACT` if a 2xx answer
 * is not a JSON object; `UNAUTHENTICATED` if the site let the caller's session expire and answered as for a guest.
 */
export function readAnswer(raw: RawAnswer, request: FrappeRequest, caller: CallerContext): FrappeAnswer {
  const { status, headers } = raw;
  const isSuccess = status >= 200 && status < 300;
  const { body, message } = raw.parsed ?? parseAtOnce(raw, request);
  assertSessionKept(raw, body, request, caller);
  // Frappe's own redirects have no other status; a proxy's have.
  if (request.isMethod && status === 302 && typeof headers.location === 'string') {
    return { status, headers, body: {}, redirect: headers.location };
  }
  if (status >= 300 && status < 400)
    throw withUnknownOutcome(unexpected(raw, request, 'a redirect to another address'), request);
  // The gateway asks for parts of files only.
  if (status === 206) throw withUnknownOutcome(unexpected(raw, request, 'a part of it'), request);
  if (!isSuccess) {
    const isGuest = caller.token.isGuest || body?.session_expired === 1;
    const error = toGatewayError({ status, headers, body, isGuest });
    throw isOutcomeUnknown(status, body, error) ? withUnknownOutcome(error, request) : error;
  }
  if (raw.bytes !== undefined) return { status, headers, body: {}, file: toDownloadedFile(headers, raw.bytes, 'file') };
  if (request.isPage) return { status, headers, body: { page: raw.text } };
  if (body === null) throw withUnknownOutcome(notAnEnvelope(raw, request), request);
  if (message !== undefined) body.message = message;
  return { status, headers, body };
}

/**
 * Whether a failed write may have been carried out all the same. A proxy does not know what the site behind it did, and
 * code that fails may have committed before. With 503 Frappe itself says that it takes no requests, or no writes, and
 * some of its refusals, such as that of a locked account, come with 500 because their classes name no status.
 */
function isOutcomeUnknown(status: number, body: Record<string, unknown> | null, { code }: GatewayError): boolean {
  if (status < 500 || !code.startsWith('UPSTREAM')) return false;
  const isRefusal = status === 503 && (body?.exc_type !== undefined || Array.isArray(body?.errors));
  return !isRefusal;
}

function unexpected({ status }: Pick<RawAnswer, 'status'>, { path }: FrappeRequest, what: string): GatewayError {
  const message = `Expected an answer from the site for ${path.split('?')[0]}, got ${what}.`;
  return new GatewayError('UPSTREAM_CONTRACT', message, { status });
}

/**
 * The text of an answer.
 *
 * @throws GatewayError `UPSTREAM_CONTRACT` if it is not UTF-8: each wrong byte would become a question mark.
 */
export function readText({ status }: Pick<RawAnswer, 'status'>, bytes: Buffer, request: FrappeRequest): string {
  if (status < 300 && !request.isPage && !isUtf8(bytes))
    throw withUnknownOutcome(unexpected({ status }, request, 'text that is not UTF-8'), request);
  return bytes.toString('utf8');
}

/**
 * @throws GatewayError `UNAUTHENTICATED` if a session ended: what came is Guest's view, and not the caller's. A write that
 * the site did not refuse may have been carried out as Guest.
 */
function assertSessionKept(
  { status, headers }: RawAnswer,
  body: Record<string, unknown> | null,
  request: FrappeRequest,
  { token }: CallerContext,
): void {
  if (!token.isSession || request.endsSession || !hasLostSession(headers, body)) return;
  const isRefused = status >= 400 && status < 500;
  throw isRefused ? sessionEnded(status) : withUnknownOutcome(sessionEnded(status), request);
}

/** The error of a caller whose session the site no longer knows. */
export function sessionEnded(status: number): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The session has ended. Sign in again.', { status });
}

/**
 * An answer without a list is not an empty list: v14 answers `{}` to a request that it does not understand, and other
 * programs write failures into a body with the status 200.
 *
 * @param isVirtual whether the rows are those of a virtual DocType, whose controller may return nothing.
 * @returns the list under `data` (REST) or `message` (RPC).
 */
export function readRows(answer: FrappeAnswer, isVirtual = false): Record<string, unknown>[] {
  const rows = answer.body.data ?? answer.body.message ?? (isVirtual ? [] : undefined);
  if (!Array.isArray(rows)) {
    throw new GatewayError('UPSTREAM_CONTRACT', `Expected a list of rows from the site, got ${typeof rows}.`);
  }
  const wrong: unknown = rows.find((row) => typeof row !== 'object' || row === null);
  if (wrong === undefined) return rows;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected rows from the site, got a list of ${typeof wrong}.`);
}

/** @returns the document under `data` (REST) or `message` (RPC). */
export function readDocument(answer: FrappeAnswer): Record<string, unknown> {
  const doc = answer.body.data ?? answer.body.message;
  if (typeof doc === 'object' && doc !== null && !Array.isArray(doc)) return doc as Record<string, unknown>;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a document from the site, got ${typeof doc}.`);
}

/** Parses a long answer in pieces, so that nobody is held up; a short one is left to `readAnswer`. */
export async function parseLong(raw: RawAnswer, request: FrappeRequest, caller: CallerContext): Promise<RawAnswer> {
  if (raw.text.length <= MAX_AT_ONCE) return raw;
  const work = new LongWork(laneOf(caller));
  const inPieces = (parse: ParseJson) => parseInPieces(raw.text, parse, work).then(toObject, () => null);
  const { whole, ofResult } = parsersFor(raw, request);
  const body = await inPieces(whole);
  const result = ofResult && body !== null && 'message' in body ? await inPieces(ofResult) : null;
  return { ...raw, parsed: { body, message: result?.message } };
}

function parseAtOnce(raw: RawAnswer, request: FrappeRequest): ParsedAnswer {
  const atOnce = (parse: ParseJson) => {
    try {
      return toObject(parse(raw.text));
    } catch {
      return null;
    }
  };
  const { whole, ofResult } = parsersFor(raw, request);
  const body = atOnce(whole);
  return { body, message: ofResult && body !== null && 'message' in body ? atOnce(ofResult)?.message : undefined };
}

/** The results of methods are not filtered. Only the numbers of a document next to them need their digits. */
function parsersFor({ status }: RawAnswer, { isMethod, exactNumbers = [] }: FrappeRequest) {
  const isExact = status >= 200 && status < 300 && exactNumbers.length > 0;
  const whole: ParseJson = isExact ? (text) => parseExactJson(quoteNumbers(text, exactNumbers)) : parseExactJson;
  return { whole, ofResult: isExact && isMethod ? parseExactJson : null };
}

function toObject(value: unknown): Record<string, unknown> | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : null;
}

function notAnEnvelope(raw: RawAnswer, request: FrappeRequest): GatewayError {
  const type = String(raw.headers['content-type'] ?? 'no content type');
  const path = request.path.split('?')[0];
  return new GatewayError(
    'UPSTREAM_CONTRACT',
    `Expected a JSON object from the site for ${path}, got ${raw.text.length} characters (${type}).`,
    { status: raw.status },
  );
}
