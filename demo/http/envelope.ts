import type { Dialect } from '../dialects.ts';
import type { FrappeError, ServerMessage } from '../frappe-error.ts';

/** A response of the site. */
export interface SiteResponse {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
  /** Guest's where it names none. */
  cookies?: readonly string[];
}

const TRACEBACK = 'Traceback (most recent call last):\n  File "apps/frappe/frappe/app.py", in application\n';

/** A JSON answer. */
export function jsonResponse(status: number, body: unknown): SiteResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

/** JSON as `json.dumps` writes it by default: `\u00f8` for what is not printable ASCII. */
export function escapeNonAscii(json: string): string {
  return json.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An HTML page: what Frappe sends around its JSON. */
export function htmlResponse(status: number, title: string): SiteResponse {
  const body = `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n`;
  return { status, contentType: 'text/html; charset=utf-8', body };
}

/** The error envelope of v1 routes and of RPC. */
export function errorEnvelope(dialect: Dialect, error: FrappeError, isGuest: boolean): Record<string, unknown> {
  const { details } = error;
  const body: Record<string, unknown> = { ...details.body };
  const showsTraceback = details.hasTraceback !== false && !(isGuest && dialect.hidesTracebackFromGuests);
  if (showsTraceback) {
    body.exception = exceptionLine(error);
    body.exc = JSON.stringify([`${TRACEBACK}${exceptionLine(error)}\n`]);
  }
  if (dialect.alwaysNamesException || details.isThrown) body.exc_type = details.excType;
  const isTold = showsTraceback && dialect.alwaysNamesException;
  if (details.source !== undefined && isTold) body._exc_source = `${details.source} (app)`;
  Object.assign(body, messageKeys(dialect, false, details.messages ?? []));
  if (details.errorMessage !== undefined) body._error_message = details.errorMessage;
  if (details.hasDebugMessages && dialect.alwaysNamesException && showsDebug(dialect, error)) {
    body._debug_messages = JSON.stringify(['Error in query']);
  }
  return body;
}

/** The error envelope of v2 routes. */
export function errorEnvelopeV2(dialect: Dialect, error: FrappeError, isGuest: boolean): Record<string, unknown> {
  const { details } = error;
  const entry: Record<string, unknown> = { type: details.excType };
  const showsTraceback = details.hasTraceback !== false && !(isGuest && dialect.hidesTracebackFromGuests);
  if (showsTraceback) entry.exception = `${TRACEBACK}${exceptionLine(error)}\n`;
  const thrown = (details.messages ?? []).find((message) => message.isThrown);
  if (thrown) {
    Object.assign(entry, { message: thrown.message, title: thrown.title, indicator: 'red' });
    if (dialect.compactMessages) entry.as_table = false;
  }
  const others = (details.messages ?? []).filter((message) => message !== thrown);
  return {
    errors: [entry],
    ...(others.length > 0 ? { messages: others.map((message) => plainMessage(dialect, message)) } : {}),
  };
}

function exceptionLine(error: FrappeError): string {
  const { module, excType, text, lastLine } = error.details;
  if (lastLine !== undefined) return lastLine;
  if (text === undefined) return `${module}${excType}`;
  // The traceback of a text of several lines ends with the last of them.
  return `${module}${excType}: ${text}`.replace(/^.*\n/s, '');
}

/** v17 answers a negative page length before any SQL. */
function showsDebug(dialect: Dialect, error: FrappeError): boolean {
  return !dialect.hasNewQueryEngine || error.details.excType === 'ProgrammingError';
}

/** Messages of a method that succeeded, under the key of its route. */
export function messageKeys(
  dialect: Dialect,
  isV2: boolean,
  messages: readonly ServerMessage[],
): Record<string, unknown> {
  if (messages.length === 0) return {};
  const plain = messages.map((message) => plainMessage(dialect, message));
  if (isV2) return { messages: plain };
  return {
    _server_messages: dump(
      dialect,
      plain.map((message) => dump(dialect, message)),
    ),
  };
}

function plainMessage(dialect: Dialect, message: ServerMessage): Record<string, unknown> {
  const thrown = {
    indicator: 'red',
    raise_exception: 1,
    ...(dialect.hasExceptionIds ? { __frappe_exc_id: exceptionId() } : {}),
  };
  return {
    message: message.message,
    ...shapeOf(dialect, message),
    title: message.title ?? 'Message',
    ...(message.indicator === undefined ? {} : { indicator: message.indicator }),
    ...(message.isAlert ? { alert: 1 } : {}),
    ...(message.isThrown ? thrown : {}),
  };
}

function shapeOf({ compactMessages }: Dialect, { message }: ServerMessage): Record<string, unknown> {
  const yes = compactMessages ? true : 1;
  if (typeof message === 'string') return compactMessages ? { as_table: false } : {};
  return Array.isArray(message[0]) ? { as_table: yes } : { as_list: yes };
}

/** JSON as json.dumps writes it (with blanks) or as orjson does. */
function dump(dialect: Dialect, value: unknown): string {
  const text = JSON.stringify(value);
  if (dialect.compactMessages) return text;
  if (Array.isArray(value)) return `[${value.map((part) => JSON.stringify(part)).join(', ')}]`;
  const written = spaced(value as object);
  return dialect.escapesNonAscii ? escapeNonAscii(written) : written;
}

function spaced(value: object): string {
  const pairs = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${JSON.stringify(part)}`);
  return `{${pairs.join(', ')}}`;
}

function exceptionId(): string {
  return Array.from({ length: 7 }, () =>
    Math.floor(Math.random() * 0xffffffff)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
