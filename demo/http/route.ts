import { sendFile } from '../files/send-file.ts';
import { FrappeError, frappeRaise, pythonError } from '../frappe-error.ts';
import { sessionOf } from '../permissions/session-roles.ts';
import type { SiteContext } from '../site-context.ts';
import { authenticate } from './authenticate.ts';
import {
  errorEnvelope,
  errorEnvelopeV2,
  escapeNonAscii,
  htmlResponse,
  jsonResponse,
  type SiteResponse,
} from './envelope.ts';
import { readMultipart } from './multipart.ts';
import { readParameters, textParameter } from './parameters.ts';
import { callRoute, routeV1 } from './v1-routes.ts';
import { routeV2 } from './v2-routes.ts';

/** A request as received. */
export interface RawRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** As text. */
  body: string;
  bytes: Buffer;
}

/** gunicorn takes no longer request line. */
const LONGEST_REQUEST_LINE = 4094;

/** A site without its session: that is known once the request has been authenticated. */
export type Site = Omit<SiteContext, 'session'>;

/** Answers a request, errors included. */
export function answerRequest(site: Site, origin: string, raw: RawRequest): SiteResponse {
  const response = answerUnescaped(site, origin, raw);
  const isEscaped = site.dialect.escapesNonAscii && response.contentType === 'application/json';
  return isEscaped ? { ...response, body: escapeNonAscii(String(response.body)) } : response;
}

function answerUnescaped(site: Site, origin: string, raw: RawRequest): SiteResponse {
  if (`${raw.method} ${raw.path} HTTP/1.1`.length > LONGEST_REQUEST_LINE) {
    const response = htmlResponse(site.dialect.longRequestLineStatus, 'Request Line is too large');
    return { ...response, contentType: 'text/html' };
  }
  try {
    return dispatch(site, origin, raw);
  } catch (error) {
    const failure = error instanceof FrappeError ? error : unforeseen(site, error);
    return errorResponse(site, raw, failure);
  }
}

function dispatch(site: Site, origin: string, raw: RawRequest): SiteResponse {
  const url = new URL(raw.path, origin);
  const { dialect, database } = site;
  const contentType = raw.headers['content-type'] ?? '';
  const form = readMultipart(contentType, raw.bytes);
  const parameters = { ...readParameters(dialect, url.searchParams, contentType, raw.body), ...form.fields };
  const user = authenticate(database, raw.headers.authorization);
  const context: SiteContext = { ...site, session: sessionOf(database, user) };
  const path = decodeURIComponent(url.pathname);
  const request = { method: raw.method, path, parameters, files: form.files, origin };
  const command = textParameter(parameters.cmd);
  if (command !== undefined) return callRoute(context, request, command);
  if (/^(\/private)?\/files\//.test(path)) return sendFile(context, path, raw.headers.range);
  if (!path.startsWith('/api/')) return htmlResponse(404, 'Not Found');
  const rest = path.slice('/api/'.length);
  if (dialect.hasVersionedRoutes && rest.startsWith('v2/')) return routeV2(context, request, rest.slice(3));
  if (dialect.hasVersionedRoutes && rest.startsWith('v1/')) return routeV1(context, request, rest.slice(3));
  if (rest.startsWith('v1/') || rest.startsWith('v2/')) throw frappeRaise('DoesNotExistError');
  return routeV1(context, request, rest);
}

/** What the database refuses ends in a 500, as on a real site; anything else is a fault of the demo and is shown. */
function unforeseen(site: Site, error: unknown): FrappeError {
  const text = error instanceof Error ? error.message : String(error);
  const isSql = error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  if (!isSql) console.error(error);
  return pythonError(isSql ? `${site.dialect.sqlErrorModule}.OperationalError` : 'Exception', text);
}

function errorResponse(site: Site, raw: RawRequest, error: FrappeError): SiteResponse {
  const { dialect } = site;
  const { status, excType } = error.details;
  if ((raw.headers.accept ?? '').startsWith('text')) {
    return htmlResponse(dialect.htmlErrorKeepsStatus ? status : 200, excType);
  }
  const isGuest = raw.headers.authorization === undefined || status === 401;
  const isV2 = dialect.hasVersionedRoutes && raw.path.startsWith('/api/v2/');
  return jsonResponse(status, isV2 ? errorEnvelopeV2(dialect, error, isGuest) : errorEnvelope(dialect, error, isGuest));
}
