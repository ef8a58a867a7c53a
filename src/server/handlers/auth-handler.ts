import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { GatewayError } from '../../errors.ts';
import { exchangeCode, readIssuer } from '../../features/sign-in/oauth-tokens.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import { type IncomingRequest, toIncomingRequest } from '../caller/incoming-request.ts';
import {
  authorizeUrl,
  beginFlow,
  checkReturn,
  FLOW_SECONDS,
  readAuthResponse,
  readFlow,
} from '../caller/oauth-flow.ts';
import { ownOrigin, pageOrigin, publicPath } from '../caller/origin-of.ts';
import type { OAuthSettings, SignInSettings } from '../caller/sign-in-settings.ts';
import type { RequestRecord } from '../context/request-record.ts';
import { createRequestLog } from '../operation/request-log.ts';
import { answerError } from './answer-error.ts';

/** The paths at which browsers sign in by OAuth. */
export const AUTH_PATH = '/auth/';

/** In place of the state, for the latest sign-in of a browser: a site that reports a refusal leaves the state out. */
const NO_STATE = '';

type Settings = SignInSettings & { oauth: OAuthSettings };

/** Answers `/auth/login`, `/auth/callback` and `/auth/logout`. */
export type AuthHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Handles OAuth sign-ins with an authorization code and PKCE. Absent without an OAuth client of the site. */
export function createAuthHandler(client: FrappeClient, settings: SignInSettings, logger: Logger): AuthHandler {
  const log = createRequestLog({ logger, isTrusted: settings.origins.isTrusted, slowMs: 0 });
  const answer = async (record: RequestRecord, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    response.setHeader('cache-control', 'no-store');
    const incoming = toIncomingRequest(request, undefined, (cookie) => response.appendHeader('set-cookie', cookie));
    try {
      const location = await answerPath(client, settings, incoming, new URL(request.url ?? '/', 'http://own.invalid'));
      if (location === null) response.writeHead(204).end();
      else response.writeHead(302, { location, 'referrer-policy': 'no-referrer' }).end();
    } catch (error) {
      if (!(error instanceof GatewayError)) logger.error({ err: error }, 'unexpected error');
      const answered = error instanceof GatewayError ? error : new GatewayError('INTERNAL', 'Internal error.');
      record.setResult({ errors: [answered] });
      answerError(response, answered);
    }
  };
  return (request, response) => log.run(request, response, (record) => answer(record, request, response));
}

/** @returns where the browser goes next, or null. */
function answerPath(
  client: FrappeClient,
  settings: SignInSettings,
  request: IncomingRequest,
  url: URL,
): Promise<string | null> {
  const { oauth } = settings;
  if (oauth !== null && request.method === 'GET' && url.pathname === '/auth/login') {
    return begin({ ...settings, oauth }, request, url);
  }
  if (oauth !== null && request.method === 'GET' && url.pathname === '/auth/callback') {
    return finish(client, { ...settings, oauth }, request, url);
  }
  if (oauth !== null && request.method === 'POST' && url.pathname === '/auth/logout') {
    return end({ ...settings, oauth }, request);
  }
  throw new GatewayError('NOT_FOUND', 'Not found.');
}

async function begin(settings: Settings, request: IncomingRequest, url: URL): Promise<string> {
  const { oauth, origins } = settings;
  const home = `${publicPath(origins.publicUrl)}/`;
  const returnTo = checkReturn(url.searchParams.get('return_to') ?? home, origins.corsOrigins);
  const flow = beginFlow(returnTo);
  // Cookies of sign-ins that were given up would add up until no request had room for them.
  for (const state of [flow.state, NO_STATE])
    oauth.flowCookie(state).write(request, oauth.flowSeal.seal(flow), FLOW_SECONDS);
  return authorizeUrl(oauth.siteUrl, oauth.client, flow, redirectUri(settings, request));
}

async function finish(client: FrappeClient, settings: Settings, request: IncomingRequest, url: URL): Promise<string> {
  const { oauth } = settings;
  const state = url.searchParams.get('state') ?? NO_STATE;
  const flow = readFlow(oauth.flowSeal.open(oauth.flowCookie(state).read(request) ?? ''));
  // A browser that did not begin the flow got this address from another user, and would be signed in as that user.
  if (flow === null) throw new GatewayError('UNAUTHENTICATED', 'This sign-in was not begun here, or took too long.');
  const issuer = await readIssuer(client);
  const response = readAuthResponse(url.searchParams, oauth.client, issuer, flow);
  for (const kept of [flow.state, NO_STATE]) oauth.flowCookie(kept).clear(request);
  if ('error' in response) return withError(flow.returnTo, response.error);
  const { verifier, nonce } = flow;
  const grant = { response, verifier, nonce, redirectUri: redirectUri(settings, request) };
  const tokens = await exchangeCode(client, oauth.client, issuer, grant);
  settings.session.clear(request);
  oauth.sessions.begin(request, tokens);
  return flow.returnTo;
}

async function end({ oauth, origins }: Settings, request: IncomingRequest): Promise<null> {
  if (pageOrigin(request, origins) === 'foreign') {
    throw new GatewayError('FORBIDDEN', 'This page is not allowed to sign users in or out.');
  }
  await oauth.sessions.end(request);
  return null;
}

function redirectUri({ origins }: Settings, request: IncomingRequest): string {
  return `${ownOrigin(request, origins)}${publicPath(origins.publicUrl)}/auth/callback`;
}

function withError(returnTo: string, error: string): string {
  const [page = '', fragment] = returnTo.split(/#(.*)/s);
  const mark = page.includes('?') ? '&' : '?';
  return `${page}${mark}error=${encodeURIComponent(error)}${fragment === undefined ? '' : `#${fragment}`}`;
}
