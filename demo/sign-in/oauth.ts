import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type FrappeError, frappeRaise, frappeThrow } from '../frappe-error.ts';
import { htmlResponse, jsonResponse, type SiteResponse } from '../http/envelope.ts';
import { type Parameters, textParameter } from '../http/parameters.ts';
import type { Site } from '../site-context.ts';
import { issuerOf, openidClaims } from './openid-claims.ts';
import type { IdToken, OAuthToken, SignInSession, SignInState } from './sign-in-state.ts';

/** A request to one of the endpoints. */
export interface OAuthRequest {
  path: string;
  parameters: Parameters;
  /** The site's own address. */
  origin: string;
  /** The whole address that was asked for. */
  address: string;
}

const METHODS = '/api/method/frappe.integrations.oauth2.';
const WELL_KNOWN = '/.well-known/openid-configuration';

/** Answers the OAuth endpoints; null for any other path. */
export function oauthRoute(site: Site, session: SignInSession | null, request: OAuthRequest): SiteResponse | null {
  if (request.path === WELL_KNOWN) return wellKnown(site, request);
  if (!request.path.startsWith(METHODS)) return null;
  switch (request.path.slice(METHODS.length)) {
    case 'authorize':
      return authorize(site, session, request);
    case 'approve':
      return approve(site, session, request);
    case 'get_token':
      return getToken(site, request);
    case 'revoke_token':
      return revoke(site, request);
    case 'introspect_token':
      return introspect(site, request);
    case 'openid_configuration':
      return site.dialect.hasNewQueryEngine ? null : configuration(site, request);
    default:
      return null;
  }
}

function authorize({ signIn }: Site, session: SignInSession | null, request: OAuthRequest): SiteResponse {
  if (session === null) return redirect(`/login?redirect-to=${encodeURIComponent(request.address)}`);
  const refusal = checkClient(signIn.oauth, request.parameters);
  if (refusal !== null) return refusal;
  const approval = `${METHODS}approve?${new URL(request.address).search.slice(1)}`;
  if (signIn.oauth.skipsAuthorization) return redirect(approval);
  const link = (id: string, href: string) => `<a id="${id}" href="${href.replaceAll('&', '&amp;')}">${id}</a>`;
  // Without the state, as `failure_url` of frappe/integrations/oauth2.py.
  const refused = `${String(request.parameters.redirect_uri)}?error=access_denied`;
  const body = `${link('allow', approval)} ${link('deny', refused)}`;
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}

function approve({ signIn }: Site, session: SignInSession | null, { parameters }: OAuthRequest): SiteResponse {
  if (session === null) throw frappeRaise('PermissionError');
  const refusal = checkClient(signIn.oauth, parameters);
  if (refusal !== null) return refusal;
  const code = randomBytes(15).toString('hex');
  const redirectUri = String(parameters.redirect_uri);
  signIn.codes.set(code, {
    user: session.user,
    redirectUri,
    challenge: textParameter(parameters.code_challenge) ?? null,
    nonce: textParameter(parameters.nonce) ?? null,
    isUsed: false,
  });
  return redirect(`${redirectUri}?code=${code}&state=${encodeURIComponent(String(parameters.state ?? ''))}`);
}

function checkClient(rules: Site['signIn']['oauth'], parameters: Parameters): SiteResponse | null {
  if (parameters.client_id !== rules.clientId) return jsonResponse(400, { error: 'invalid_client_id' });
  const isKnown = rules.redirectUris.has(String(parameters.redirect_uri));
  return isKnown ? null : jsonResponse(400, { error: 'mismatching_redirect_uri' });
}

function getToken(site: Site, { parameters, origin }: OAuthRequest): SiteResponse {
  const { signIn } = site;
  if (parameters.grant_type === 'refresh_token') {
    const old = [...signIn.tokens.values()].find(({ refresh }) => refresh === parameters.refresh_token);
    if (old === undefined || old.isRevoked) throw unknownRefreshToken(site, String(parameters.refresh_token));
    return tokenAnswer(site, old.user, site.dialect.hasNewQueryEngine ? { nonce: null, origin } : null);
  }
  const code = signIn.codes.get(String(parameters.code));
  const challenge = createHash('sha256').update(String(parameters.code_verifier)).digest('base64url');
  const isGood =
    code !== undefined &&
    !code.isUsed &&
    code.redirectUri === parameters.redirect_uri &&
    (code.challenge === null || code.challenge === challenge);
  if (!isGood) return jsonResponse(400, { error: 'invalid_grant' });
  code.isUsed = true;
  return tokenAnswer(site, code.user, { nonce: code.nonce, origin });
}

/** v17 hides from guests what there is and is not. */
function unknownRefreshToken({ dialect }: Site, token: string): FrappeError {
  if (dialect.hasNewQueryEngine) return frappeRaise('PermissionError', { hasTraceback: false });
  const filters = `{'refresh_token': '${token}', 'status': 'Active'}`;
  return frappeThrow('DoesNotExistError', `OAuth Bearer Token ${filters} not found`);
}

/** Gives a user a bearer token. */
export function issueToken(signIn: SignInState, user: string): OAuthToken {
  const token: OAuthToken = {
    access: randomBytes(15).toString('hex'),
    refresh: randomBytes(15).toString('hex'),
    user,
    expiresAt: Date.now() + signIn.oauth.accessSeconds * 1000,
    isRevoked: false,
  };
  signIn.tokens.set(token.access, token);
  return token;
}

function tokenAnswer(site: Site, user: string, idToken: { nonce: string | null; origin: string } | null): SiteResponse {
  const { accessSeconds, clientId, clientSecret, alterIdToken } = site.signIn.oauth;
  const token = issueToken(site.signIn, user);
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = idToken && {
    aud: clientId,
    iat: issuedAt,
    ...(idToken.nonce === null ? {} : { nonce: idToken.nonce }),
    at_hash: createHash('sha256').update(token.access).digest().subarray(0, 16).toString('base64url'),
    exp: issuedAt + accessSeconds,
    ...openidClaims(site, user, idToken.origin),
  };
  return jsonResponse(200, {
    access_token: token.access,
    expires_in: accessSeconds,
    token_type: 'Bearer',
    scope: 'all openid',
    refresh_token: token.refresh,
    ...(claims ? { id_token: signToken(alterIdToken({ alg: 'HS256', claims }), clientSecret) } : {}),
  });
}

/** Signed with the client's secret, which a public client does not know. */
function signToken({ alg, claims }: IdToken, secret: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ alg, typ: 'jwt' })}.${encode(claims)}`;
  return `${text}.${alg === 'none' ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** v14 has the method alone, v15 and v16 lead from the standard's address to it, and v17 has that address alone. */
function wellKnown(site: Site, request: OAuthRequest): SiteResponse | null {
  if (site.dialect.hasNewQueryEngine) return configuration(site, request);
  return site.dialect.hasVersionedRoutes ? redirect(`${METHODS}openid_configuration`, 301) : null;
}

function configuration({ signIn }: Site, { origin }: OAuthRequest): SiteResponse {
  const issuer = issuerOf(signIn, origin);
  return jsonResponse(200, {
    issuer,
    authorization_endpoint: `${issuer}${METHODS}authorize`,
    token_endpoint: `${issuer}${METHODS}get_token`,
    id_token_signing_alg_values_supported: ['HS256'],
  });
}

function revoke({ signIn }: Site, { parameters }: OAuthRequest): SiteResponse {
  const token = signIn.tokens.get(String(parameters.token));
  if (token) token.isRevoked = true;
  return jsonResponse(200, {});
}

function introspect(site: Site, { parameters, origin }: OAuthRequest): SiteResponse {
  const token = site.signIn.tokens.get(String(parameters.token));
  if (token === undefined) return jsonResponse(200, { active: false });
  return jsonResponse(200, {
    client_id: site.signIn.oauth.clientId,
    trusted_client: 1,
    active: !token.isRevoked,
    exp: Math.round(token.expiresAt / 1000),
    scope: 'all openid',
    ...openidClaims(site, token.user, origin),
  });
}

function redirect(location: string, status: 301 | 302 = 302): SiteResponse {
  return { ...htmlResponse(status, 'Redirecting...'), headers: { location } };
}
