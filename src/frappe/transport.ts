import type { Dispatcher } from 'undici';
import { GatewayError } from '../errors.ts';
import { ownTurn } from '../turns.ts';
import type { BodyLimits, HeldBody } from './body-collector.ts';
import { laneOf } from './caller-lane.ts';
import { readDebugMessages } from './debug-messages.ts';
import { type DownloadedFile, isFileAnswer, type OpenAnswer, toDownloadedFile } from './downloaded-file.ts';
import { parseLong, readAnswer, readText, sessionEnded } from './envelope.ts';
import { encodeForm } from './form-upload.ts';
import type { FrappeAnswer, FrappeRequest } from './frappe-request.ts';
import { discard, readResponseBody } from './read-response-body.ts';
import { traceHeaders } from './request-trace.ts';
import { hasLostSession, readSessionCookie } from './session-cookie.ts';
import type { SiteClock } from './site-clock.ts';
import { AnswerCutError, toTransportError, withUnknownOutcome } from './transport-error.ts';
import type { Answered, Next, UpstreamCall } from './upstream-call.ts';
import { type ResponseHeaders, requestWhole, type WholeResponse } from './whole-response.ts';

/** The address and the settings of a connection to the site. */
export interface TransportOptions {
  readonly url: URL;
  /** Sent as `X-Frappe-Site-Name` where the host name does not name the site. */
  readonly siteName?: string | undefined;
  readonly limits: BodyLimits;
  /** Set by every answer. */
  readonly clock: Pick<SiteClock, 'note'>;
}

/** The options with the parts of the site's address, which are asked for with each call. */
interface SendOptions extends Omit<TransportOptions, 'url'> {
  readonly origin: string;
  /** Before every path, without a slash at its end. */
  readonly prefix: string;
}

const LONG_ANSWER = 64 * 1024;

/** An answer whose body is left to be read. */
export type StreamedAnswer = OpenAnswer & Answered;

/** A file that was read as a whole. */
export interface FileAnswer extends Answered {
  readonly file: DownloadedFile;
}

/** The innermost part of a call: each sends it once, over the given connections, and reads what comes. */
export interface Transport {
  readonly answer: Next<FrappeAnswer>;
  readonly open: Next<StreamedAnswer>;
  /** @param name of the file where the site gives none. */
  download(call: UpstreamCall, name: string): Promise<FileAnswer>;
}

/** @param pool the connections to the site. */
export function createTransport(pool: Dispatcher, { url, ...given }: TransportOptions): Transport {
  const options = { ...given, origin: url.origin, prefix: url.pathname.replace(/\/$/, '') };
  const { limits } = options;
  return {
    answer: async (call) => {
      try {
        return await readWhole(await sendWhole(pool, options, call), call);
      } catch (error) {
        throw toCallError(error, call);
      }
    },
    open: (call) =>
      withErrors(call, async () => {
        const answer = await openBody(pool, options, call);
        const ended = new Promise<void>((resolve) => answer.body.once('close', resolve));
        return { ...answer, ended };
      }),
    download: (call, name) =>
      withErrors(call, async () => {
        const { status, headers, body } = await openBody(pool, options, call);
        const held = await hold(readResponseBody(body, headers['content-length'], limits), call);
        held.release();
        return { status, file: toDownloadedFile(headers, held.bytes, name) };
      }),
  };
}

/** @throws what `requestWhole` throws; if a limit ends the answer to a write, its outcome is unknown. */
async function sendWhole(pool: Dispatcher, options: SendOptions, call: UpstreamCall): Promise<WholeResponse> {
  const { request, caller, signal } = call;
  const limits = { ...options.limits, maxBytes: request.maxBytes ?? options.limits.maxBytes };
  let isAnswered = false;
  const onStart = (status: number, headers: ResponseHeaders) => {
    isAnswered = true;
    noteStart(options, call, status, headers);
  };
  try {
    const response = await requestWhole(pool, toDispatch(options, call), { limits, signal, onStart });
    if (caller.operation) caller.operation.bytes -= response.body.bytes.length;
    return response;
  } catch (error) {
    throw isAnswered && error instanceof GatewayError ? withUnknownOutcome(error, request) : error;
  }
}

async function readWhole({ status, headers, body }: WholeResponse, call: UpstreamCall): Promise<FrappeAnswer> {
  const { request, caller } = call;
  const { bytes } = body;
  const isFile = request.isMethod === true && status < 300 && isFileAnswer(headers);
  try {
    // Processing a long response takes time, so several do not share one turn.
    if (bytes.length > LONG_ANSWER) await ownTurn(laneOf(caller));
    const parts = isFile ? { text: '', bytes } : { text: readText({ status }, bytes, request) };
    const raw = await parseLong({ status, headers, ...parts }, request, caller);
    const answer = readAnswer(raw, request, caller);
    reportSession(answer, call);
    return { ...answer, debug: readDebugMessages(answer.body) };
  } finally {
    body.release();
  }
}

async function openBody(pool: Dispatcher, options: SendOptions, call: UpstreamCall): Promise<OpenAnswer> {
  const { statusCode: status, headers, body } = await dispatch(pool, options, call);
  if (call.caller.token.isSession && hasLostSession(headers, null)) {
    discard(body);
    throw sessionEnded(status);
  }
  if ((status >= 200 && status < 300) || status === 304 || status === 416) return { status, headers, body };
  const held = await hold(readResponseBody(body, headers['content-length'], options.limits), call);
  held.release();
  const text = held.bytes.toString('utf8');
  const other = readAnswer({ status, headers, text }, call.request, call.caller);
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a file from the site, got status ${other.status}.`, { status });
}

async function dispatch(pool: Dispatcher, options: SendOptions, call: UpstreamCall): Promise<Dispatcher.ResponseData> {
  const { signal } = call;
  const response = await pool.request({ ...toDispatch(options, call), ...(signal ? { signal } : {}) });
  noteStart(options, call, response.statusCode, response.headers);
  return response;
}

function toDispatch(
  options: SendOptions,
  call: UpstreamCall,
): Dispatcher.DispatchOptions & { headers: Record<string, string> } {
  const { request } = call;
  const form = request.upload && encodeForm(request.upload);
  const headers = toHeaders(options, call);
  if (form) headers['content-type'] = form.contentType;
  return {
    origin: options.origin,
    path: options.prefix + request.path,
    method: request.verb,
    headers,
    body: form?.body ?? toBody(request),
  };
}

function noteStart(
  { clock }: SendOptions,
  { onStatus, caller }: UpstreamCall,
  status: number,
  headers: ResponseHeaders,
): void {
  clock.note(headers.date);
  if (headers['x-ratelimit-limit'] !== undefined) caller.trace?.onRateLimit?.(headers);
  onStatus?.(status);
}

/** Everything of the caller that reaches the site: the credential, the language, the address and the request's ID. */
function toHeaders({ siteName }: SendOptions, { request, caller, csrfToken, spanContext }: UpstreamCall) {
  // Without this header, Frappe answers some errors as HTML pages, v14 even with status 200.
  const headers: Record<string, string> = {
    accept: request.isPage ? 'text/html' : 'application/json',
    ...request.headers,
    ...caller.token.toHeaders(),
  };
  if (caller.trace) Object.assign(headers, traceHeaders(caller.trace.id, spanContext ?? null));
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  else if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken !== undefined) headers['x-frappe-csrf-token'] = csrfToken;
  if (siteName !== undefined) headers['x-frappe-site-name'] = siteName;
  if (caller.language !== undefined) headers['accept-language'] = caller.language;
  if (caller.clientAddress !== undefined) headers['x-forwarded-for'] = caller.clientAddress;
  return headers;
}

function toBody({ form, body }: FrappeRequest): string | null {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? null : JSON.stringify(body);
}

/** A body that breaks off after the status is another failure than a connection that never answered. */
function hold(reading: Promise<HeldBody>, { request, caller, signal }: UpstreamCall): Promise<HeldBody> {
  return reading.then(
    (held) => {
      if (caller.operation) caller.operation.bytes -= held.bytes.length;
      return held;
    },
    (error: unknown) => {
      if (error instanceof GatewayError) throw error === signal?.reason ? error : withUnknownOutcome(error, request);
      throw new AnswerCutError(error);
    },
  );
}

async function withErrors<Answer>(call: UpstreamCall, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw toCallError(error, call);
  }
}

function toCallError(error: unknown, { request, signal }: UpstreamCall): GatewayError {
  if (!(error instanceof GatewayError)) return toTransportError(error, request);
  // The call was ended while it was under way.
  return error === signal?.reason ? withUnknownOutcome(error, request) : error;
}

function reportSession(answer: FrappeAnswer, { caller }: UpstreamCall): void {
  if (!caller.token.isSession || !caller.onSessionKept) return;
  const session = readSessionCookie(answer.headers);
  if (session !== null && session.maxAge !== null) caller.onSessionKept(session.maxAge);
}
