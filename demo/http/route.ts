import { sendFile } from '../files/send-file.ts';
import { FrappeError, frappeRaise, pythonError } from '../frappe-error.ts';
import { sessionOf } from '../permissions/session-roles.ts';
import { login, logout } from '../sign-in/login.ts';
import { oauthRoute } from '../sign-in/oauth.ts';
import type { Site, SiteContext } from '../site-context.ts';
import { authenticate, checkCsrf, type Identity, readSession } from './authenticate.ts';
import { deletedCookies, guestCookies, sessionCookies } from './cookies.ts';
import {
  errorEnvelope,
  errorEnvelopeV2,
  escapeNonAscii,
  htmlResponse,
  jsonResponse,
  type SiteResponse,
} from './envelope.ts';
import { readMultipart } from './multipart.ts';
import { pageRoute } from './page-routes.ts';
import { readParameters, textParameter } from './parameters.ts';
import { languageOf } from './request-language.ts';
import type { RawRequest, SiteRequest } from './site-request.ts';
import { callRoute, routeV1 } from './v1-routes.ts';
import { routeV2 } from './v2-routes.ts';

/** gunicorn takes no longer request line. */
const LONGEST_REQUEST_LINE = 4094;

/** Answers a request, errors included. */
export function answerRequest(site: Site, origin: string, raw: RawRequest): SiteResponse {
  if (`${raw.method} ${raw.path} HTTP/1.1`.length > LONGEST_REQUEST_LINE) {
    const response = htmlResponse(site.dialect.longRequestLineStatus, 'Request Line is too large');
    // A refused request line never reaches Frappe, so it gets no cookies.
    return { ...response, contentType: 'text/html', cookies: [] };
  }
  const identity = readSession(site, raw);
  const response = answerKnown(site, origin, raw, identity);
  const isJson = response.contentType === 'application/json';
  const told = isJson && identity.isExpired ? expireSession(response) : response;
  const body = isJson && site.dialect.escapesNonAscii ? escapeNonAscii(String(told.body)) : told.body;
  return { ...told, body, cookies: told.cookies ?? cookiesFor(site, identity, told.status) };
}

function cookiesFor(site: Site, { session, isExpired }: Identity, status: number): string[] {
  const cookies = session === null ? guestCookies(site.dialect) : sessionCookies(site, session);
  const isGone = isExpired || status === 401 || (session !== null && !site.signIn.sessions.has(session.sid));
  if (!isGone) return cookies;
  const signsInGuest = session !== null && site.dialect.logoutSignsInGuest;
  return [...(signsInGuest ? guestCookies(site.dialect) : cookies), ...deletedCookies(site.dialect)];
}

function expireSession(response: SiteResponse): SiteResponse {
  const rest = String(response.body).slice(1);
  return { ...response, body: `{"session_expired":1${rest === '}' ? '' : ','}${rest}` };
}

function answerKnown(site: Site, origin: string, raw: RawRequest, identity: Identity): SiteResponse {
  try {
    return dispatch(site, origin, raw, identity);
  } catch (error) {
    const failure = error instanceof FrappeError ? error : unforeseen(site, error);
    return errorResponse(site, raw, failure, identity);
  }
}

function dispatch(site: Site, origin: string, raw: RawRequest, identity: Identity): SiteResponse {
  const url = new URL(raw.path, origin);
  const { dialect, database } = site;
  const contentType = raw.headers['content-type'] ?? '';
  const form = readMultipart(contentType, raw.bytes);
  const parameters = { ...readParameters(dialect, url.searchParams, contentType, raw.body), ...form.fields };
  const path = decodeURIComponent(url.pathname);
  checkCsrf(identity, raw);
  if (path === '/api/method/login') {
    return login(site, { parameters, address: raw.headers['x-forwarded-for'] ?? '127.0.0.1', origin });
  }
  // A web server sends public files without a look at credentials.
  const isPublic = path.startsWith('/files/');
  const user = isPublic ? 'Guest' : authenticate(site, identity, raw.headers.authorization);
  if (path === '/api/method/logout' && identity.session) return logout(site, identity.session.sid);
  const byOAuth = oauthRoute(site, identity.session, { path, parameters, origin, address: url.href });
  if (byOAuth !== null) return byOAuth;
  const language = languageOf(site, identity.session?.user ?? null, raw.headers['accept-language']);
  const context: SiteContext = { ...site, session: sessionOf(database, user), language };
  if (/^(\/private)?\/files\//.test(path)) return sendFile(context, path, raw.headers.range);
  if (!path.startsWith('/api/')) return pageRoute(site, identity.session, path);
  return apiRoute(context, { method: raw.method, path, parameters, files: form.files, origin });
}

function apiRoute(context: SiteContext, request: SiteRequest): SiteResponse {
  const { dialect } = context;
  const command = textParameter(request.parameters.cmd);
  if (command !== undefined) return callRoute(context, request, command);
  const rest = request.path.slice('/api/'.length);
  if (dialect.hasVersionedRoutes && rest.startsWith('v2/')) return routeV2(context, request, rest.slice(3));
  if (dialect.hasVersionedRoutes && rest.startsWith('v1/')) return routeV1(context, request, rest.slice(3));
  if (rest.startsWith('v1/') || rest.startsWith('v2/')) throw frappeRaise('DoesNotExistError');
  return routeV1(context, request, rest);
}

/** A refusal of the database ends in a 500, as on a real site; anything else is a fault of the demo and is shown. */
function unforeseen(site: Site, error: unknown): FrappeError {
  const text = error instanceof Error ? error.message : String(error);
  const isSql = error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  if (!isSql) console.error(error);
  return pythonError(isSql ? `${site.dialect.sqlErrorModule}.OperationalError` : 'Exception', text);
}

function errorResponse(site: Site, raw: RawRequest, error: FrappeError, { session }: Identity): SiteResponse {
  const { dialect } = site;
  const { status, excType, cookies } = error.details;
  if ((raw.headers.accept ?? '').startsWith('text')) {
    return htmlResponse(dialect.htmlErrorKeepsStatus ? status : 200, excType);
  }
  const isGuest =
    (raw.headers.authorization === undefined && session === null) ||
    (status === 401 && error.details.source === undefined);
  const isV2 = dialect.hasVersionedRoutes && raw.path.startsWith('/api/v2/');
  const body = isV2 ? errorEnvelopeV2(dialect, error, isGuest) : errorEnvelope(dialect, error, isGuest);
  return { ...jsonResponse(status, body), ...(cookies ? { cookies } : {}) };
}
