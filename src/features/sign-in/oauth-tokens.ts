import * as oauth from 'oauth4webapi';
import { type ErrorCode, GatewayError, hasCode } from '../../errors.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { FrappeAnswer } from '../../frappe/frappe-request.ts';
import { isSignedBy, withSubject } from './id-token.ts';

/** The gateway as an OAuth client of the site. */
export interface OAuthClient {
  id: string;
  /** Null for a public client: PKCE is its proof. */
  secret: string | null;
  /** Separated by blanks. With `openid` among them the site sends an ID token, which is then required. */
  scopes: string;
}

/** The tokens that a site issues for a code or a refresh token. */
export interface OAuthTokens {
  access: string;
  refresh: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The authorization response of a site, with what proves that this gateway has asked for it. */
export interface CodeGrant {
  /** As `validateAuthResponse` returns it. */
  response: URLSearchParams;
  verifier: string;
  nonce: string;
  redirectUri: string;
}

const METHODS = '/api/method/frappe.integrations.oauth2.';
/** The statuses of a code or token that is wrong, used, expired or revoked. */
const REFUSALS: readonly ErrorCode[] = ['INVALID', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];
/** Seconds by which the clocks of the site and the gateway may differ. */
const CLOCK_TOLERANCE = 60;

/**
 * Asks the site what it calls itself in ID tokens. This depends on the host name and the scheme by which the gateway
 * and its proxies reach the site, and on the site's Social Login Key, so that no setting can say it.
 *
 * @throws GatewayError `UPSTREAM_CONTRACT` if it does not say.
 */
export async function readIssuer(client: FrappeClient): Promise<string> {
  const ask = (path: string) => client.send({ verb: 'GET', path, isRead: true }, { token: CallerToken.guest });
  // v14 knows the method alone, v15 redirects from the standard's path to it, and v17 knows that path alone.
  const { body } = await ask('/.well-known/openid-configuration').catch(() => ask(`${METHODS}openid_configuration`));
  if (typeof body.issuer === 'string' && body.issuer !== '') return body.issuer;
  throw new GatewayError('UPSTREAM_CONTRACT', 'Expected the name of the issuer from the site.');
}

/** The site as the library knows it. The address is never called: requests go through the client of the site. */
export function toServer(issuer: string): oauth.AuthorizationServer {
  return { issuer, token_endpoint: 'https://site.invalid/' };
}

/** The gateway as the library knows it. */
export function toLibraryClient({ id }: OAuthClient): oauth.Client {
  return { client_id: id, id_token_signed_response_alg: 'HS256', [oauth.clockTolerance]: CLOCK_TOLERANCE };
}

/**
 * @param issuer the site, as `readIssuer` returns it.
 * @throws GatewayError `UNAUTHENTICATED` if the site does not take the code, or its ID token is not for this sign-in.
 */
export async function exchangeCode(
  client: FrappeClient,
  own: OAuthClient,
  issuer: string,
  { response, verifier, nonce, redirectUri }: CodeGrant,
): Promise<OAuthTokens> {
  const askedAt = Date.now();
  const [server, library] = [toServer(issuer), toLibraryClient(own)];
  const options = { [oauth.customFetch]: sendForm(client, (body) => checkSignature(own, body)) };
  const expectedNonce = own.scopes.split(' ').includes('openid') ? { expectedNonce: nonce } : {};
  return oauth
    .authorizationCodeGrantRequest(server, library, proofOf(own), response, redirectUri, verifier, options)
    .then((answer) => oauth.processAuthorizationCodeResponse(server, library, answer, expectedNonce))
    .then(toTokens(askedAt), refuse);
}

/** @throws GatewayError `UNAUTHENTICATED` if the site does not take the refresh token, or not any more. */
export async function refreshTokens(client: FrappeClient, own: OAuthClient, refresh: string): Promise<OAuthTokens> {
  const askedAt = Date.now();
  const [server, library] = [toServer('https://site.invalid'), toLibraryClient(own)];
  // Some versions send an ID token again. The user is known, and nothing reads it.
  const options = { [oauth.customFetch]: sendForm(client, ({ id_token: _, ...body }) => body) };
  return oauth
    .refreshTokenGrantRequest(server, library, proofOf(own), refresh, options)
    .then((answer) => oauth.processRefreshTokenResponse(server, library, answer))
    .then(toTokens(askedAt), refuse);
}

/** Ends an access token and the refresh token that came with it. Sites answer this with success, whatever they did. */
export async function revokeToken(client: FrappeClient, own: OAuthClient, access: string): Promise<void> {
  await post(client, 'revoke_token', { token: access, token_type_hint: 'access_token', client_id: own.id });
}

function proofOf({ secret }: OAuthClient): oauth.ClientAuth {
  return secret === null ? oauth.None() : oauth.ClientSecretPost(secret);
}

type Body = FrappeAnswer['body'];

/** Sends the library's requests for tokens through the client of the site. */
function sendForm(client: FrappeClient, prepare: (body: Body) => Body) {
  return async (_url: string, { body: form }: { body: URLSearchParams }): Promise<Response> => {
    const { body } = await post(client, 'get_token', Object.fromEntries(form)).catch((error: unknown) => {
      const isRefused = hasCode(error, ...REFUSALS);
      throw isRefused ? new GatewayError('UNAUTHENTICATED', 'The sign-in has ended. Sign in again.', {}, error) : error;
    });
    if (typeof body.access_token !== 'string' || !/^\S+$/.test(body.access_token)) {
      throw new GatewayError('UPSTREAM_CONTRACT', 'Expected an access token from the site.');
    }
    return Response.json(prepare(body));
  };
}

/** Without a secret there is nothing to check: the token came from the site itself. */
function checkSignature({ secret }: OAuthClient, body: Body): Body {
  const { id_token: idToken } = body;
  if (typeof idToken !== 'string') return body;
  if (secret !== null && !isSignedBy(secret, idToken)) throw notForThisSignIn();
  return { ...body, id_token: withSubject(idToken) };
}

function toTokens(askedAt: number) {
  return ({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): OAuthTokens => ({
    access: access_token,
    refresh: refresh_token ?? null,
    expiresAt: askedAt + (expires_in ?? 0) * 1000,
  });
}

/** Errors of the library name the claim that is wrong. They are the cause, and callers do not see them. */
function refuse(error: unknown): never {
  const isOfLibrary =
    error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
  throw isOfLibrary ? notForThisSignIn(error) : error;
}

function notForThisSignIn(cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The site issued an ID token that is not for this sign-in.', {}, cause);
}

/** The endpoints take forms only, and no cookies. */
function post(client: FrappeClient, method: string, form: Record<string, string>): Promise<FrappeAnswer> {
  const request = { verb: 'POST', path: METHODS + method, form, isRead: false } as const;
  return client.send(request, { token: CallerToken.guest });
}
