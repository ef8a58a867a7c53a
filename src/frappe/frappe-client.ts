import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { GatewayError } from '../errors.ts';
import { createCsrfTokens, type SendOnce } from './csrf-tokens.ts';
import { readDebugMessages } from './debug-messages.ts';
import { type DownloadedFile, isFileAnswer, type OpenAnswer, toDownloadedFile } from './downloaded-file.ts';
import { readAnswer, sessionEnded } from './envelope.ts';
import { stringifyExactIntegers } from './exact-numbers.ts';
import { encodeForm } from './form-upload.ts';
import type { CallerContext, FrappeAnswer, FrappeRequest } from './frappe-request.ts';
import { hasLostSession, readSessionCookie } from './session-cookie.ts';
import { AnswerCutError, isBrokenConnection, toTransportError, withUnknownOutcome } from './transport-error.ts';
import { createUpstreamPool, type UpstreamOptions } from './upstream-pool.ts';

/** What a client needs to know of its site. */
export interface FrappeClientOptions extends UpstreamOptions {
  /** Sent as `X-Frappe-Site-Name` where the host name does not name the site. */
  siteName?: string | undefined;
  /** Bytes of one answer; a longer one is an error, so that no answer can fill the memory. */
  maxAnswerBytes: number;
}

/** Sends requests to one Frappe site, each with the credential of its own caller, and reads the answers. */
export interface FrappeClient {
  /** @throws GatewayError for every answer that is not a success, and for no answer at all. */
  send(request: FrappeRequest, caller: CallerContext): Promise<FrappeAnswer>;
  /** Like `send`, for answers that are no JSON: the body is left to be read. */
  open(request: FrappeRequest, caller: CallerContext): Promise<OpenAnswer>;
  /** Like `open`, with the whole body read. @param name of the file where the site gives none. */
  download(request: FrappeRequest, caller: CallerContext, name: string): Promise<DownloadedFile>;
  close(): Promise<void>;
}

/** Opens the connections to a site. To be closed when no more requests come. */
export function createFrappeClient(options: FrappeClientOptions): FrappeClient {
  const pool = createUpstreamPool(options);
  const sendOnce: SendOnce = (request, caller, csrfToken) => sendCounted(pool, options, request, caller, csrfToken);
  const csrfTokens = createCsrfTokens(sendOnce);
  return {
    send: (request, caller) => (caller.token.isSession ? csrfTokens.send(request, caller) : sendOnce(request, caller)),
    open: (request, caller) => openCounted(pool, options, request, caller),
    download: (request, caller, name) => download(pool, options, request, caller, name),
    close: () => pool.close(),
  };
}

async function sendCounted(
  pool: Dispatcher,
  options: FrappeClientOptions,
  request: FrappeRequest,
  caller: CallerContext,
  csrfToken: string | undefined,
): Promise<FrappeAnswer> {
  const startedAt = performance.now();
  let status = 0;
  let debug: readonly string[] = [];
  try {
    const response = await dispatch(pool, options, request, caller, csrfToken);
    status = response.statusCode;
    const isFile = request.isMethod === true && status < 300 && isFileAnswer(response.headers);
    const read = isFile ? readBytes(response.body, options.maxAnswerBytes) : readText(response, options.maxAnswerBytes);
    const content = await read.catch((error: unknown) => {
      throw error instanceof GatewayError ? withUnknownOutcome(error, request) : new AnswerCutError(error);
    });
    const parts = typeof content === 'string' ? { text: content } : { text: '', bytes: content };
    const answer = readAnswer({ status, headers: response.headers, ...parts }, request, caller);
    debug = readDebugMessages(answer.body);
    if (caller.token.isSession && caller.onSessionKept) tellSessionKept(answer, caller.onSessionKept);
    return answer;
  } catch (error) {
    throw error instanceof GatewayError ? error : toTransportError(error, request);
  } finally {
    caller.onCall?.({ request, status, startedAt, duration: performance.now() - startedAt, debug });
  }
}

/** A call whose body is read by others; it counts as finished when its status is there. */
async function openCounted(
  pool: Dispatcher,
  options: FrappeClientOptions,
  request: FrappeRequest,
  caller: CallerContext,
): Promise<OpenAnswer> {
  const startedAt = performance.now();
  let status = 0;
  try {
    const { statusCode, headers, body } = await dispatch(pool, options, request, caller, undefined);
    status = statusCode;
    if (caller.token.isSession && hasLostSession(headers, null)) {
      body.destroy();
      throw sessionEnded(status);
    }
    if ((status >= 200 && status < 300) || status === 304) return { status, headers, body };
    const text = (await readBytes(body, options.maxAnswerBytes)).toString('utf8');
    readAnswer({ status, headers, text }, request, caller);
    throw new GatewayError('UPSTREAM_CONTRACT', `Expected a file from the site, got status ${status}.`, { status });
  } catch (error) {
    throw error instanceof GatewayError ? error : toTransportError(error, request);
  } finally {
    caller.onCall?.({ request, status, startedAt, duration: performance.now() - startedAt });
  }
}

async function download(
  pool: Dispatcher,
  options: FrappeClientOptions,
  request: FrappeRequest,
  caller: CallerContext,
  name: string,
): Promise<DownloadedFile> {
  const answer = await openCounted(pool, options, request, caller);
  const bytes = await readBytes(answer.body, options.maxAnswerBytes).catch((error: unknown) => {
    throw error instanceof GatewayError ? error : toTransportError(new AnswerCutError(error), request);
  });
  return toDownloadedFile(answer.headers, bytes, name);
}

/** Sends once, and a read once more where a kept-alive connection turned out to be closed. */
async function dispatch(
  pool: Dispatcher,
  options: FrappeClientOptions,
  request: FrappeRequest,
  caller: CallerContext,
  csrfToken: string | undefined,
): Promise<Dispatcher.ResponseData> {
  const { signal } = caller;
  if (signal) setMaxListeners(0, signal);
  const form = request.upload && encodeForm(request.upload);
  const type = form ? { 'content-type': form.contentType } : {};
  const send = () =>
    pool.request({
      origin: options.url.origin,
      path: options.url.pathname.replace(/\/$/, '') + request.path,
      method: request.verb,
      headers: { ...toHeaders(options, request, caller, csrfToken), ...type },
      body: form?.body ?? toBody(request),
      ...(signal ? { signal } : {}),
    });
  try {
    return await send();
  } catch (error) {
    if (request.isRead && isBrokenConnection(error) && !signal?.aborted) return send();
    throw error;
  }
}

/** Everything of the caller that reaches the site: the credential, the language and the address, nothing else. */
function toHeaders(
  options: FrappeClientOptions,
  request: FrappeRequest,
  caller: CallerContext,
  csrfToken: string | undefined,
): Record<string, string> {
  // Without this header, Frappe answers some errors as HTML pages, v14 even with status 200.
  const headers: Record<string, string> = {
    accept: request.isPage ? 'text/html' : 'application/json',
    ...request.headers,
    ...caller.token.toHeaders(),
  };
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  else if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken !== undefined) headers['x-frappe-csrf-token'] = csrfToken;
  if (options.siteName !== undefined) headers['x-frappe-site-name'] = options.siteName;
  if (caller.language !== undefined) headers['accept-language'] = caller.language;
  if (caller.clientAddress !== undefined) headers['x-forwarded-for'] = caller.clientAddress;
  return headers;
}

function toBody({ form, body }: FrappeRequest): string | null {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? null : stringifyExactIntegers(body);
}

function tellSessionKept(answer: FrappeAnswer, tell: (seconds: number) => void): void {
  const session = readSessionCookie(answer.headers);
  if (session !== null && session.maxAge !== null) tell(session.maxAge);
}

async function readText(response: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
  const announced = Number(response.headers['content-length'] ?? 0);
  if (announced <= maxBytes && response.headers['content-length'] !== undefined) return response.body.text();
  return (await readBytes(response.body, maxBytes)).toString('utf8');
}

async function readBytes(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new GatewayError('UPSTREAM_CONTRACT', `The site's answer is longer than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
