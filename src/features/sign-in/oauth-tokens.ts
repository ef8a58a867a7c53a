import { type ErrorCode, GatewayError } from '../../errors.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { FrappeAnswer } from '../../frappe/frappe-request.ts';

/** The gateway as an OAuth client of the site. */
export interface OAuthClient {
  id: string;
  /** Null for a public client: PKCE is its proof. */
  secret: string | null;
  scopes: string;
}

/** The tokens that a site issues for a code or a refresh token. */
export interface OAuthTokens {
  access: string;
  refresh: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
  idToken: string | null;
}

/** The proof that goes with a code. */
export interface CodeGrant {
  code: string;
  verifier: string;
  redirectUri: string;
}

const METHODS = '/api/method/frappe.integrations.oauth2.';
/** The statuses of a code or token that is wrong, used, expired or revoked. */
const REFUSALS: readonly ErrorCode[] = ['INVALID', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

/** @throws GatewayError `UNAUTHENTICATED` if the site does not take the code. */
export function exchangeCode(client: FrappeClient, oauth: OAuthClient, grant: CodeGrant): Promise<OAuthTokens> {
  const { code, verifier, redirectUri } = grant;
  return askForTokens(client, oauth, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
  });
}

/** @throws GatewayError `UNAUTHENTICATED` if the site does not take the refresh token, or not any more. */
export function refreshTokens(client: FrappeClient, oauth: OAuthClient, refresh: string): Promise<OAuthTokens> {
  return askForTokens(client, oauth, { grant_type: 'refresh_token', refresh_token: refresh });
}

/** Ends an access token and the refresh token that came with it. Sites answer this with success, whatever they did. */
export async function revokeToken(client: FrappeClient, oauth: OAuthClient, access: string): Promise<void> {
  await post(client, 'revoke_token', { token: access, token_type_hint: 'access_token', client_id: oauth.id });
}

async function askForTokens(
  client: FrappeClient,
  oauth: OAuthClient,
  grant: Record<string, string>,
): Promise<OAuthTokens> {
  const askedAt = Date.now();
  const secret = oauth.secret === null ? {} : { client_secret: oauth.secret };
  const { body } = await post(client, 'get_token', { ...grant, client_id: oauth.id, ...secret }).catch(
    (error: unknown) => {
      const isRefused = error instanceof GatewayError && REFUSALS.includes(error.code);
      throw isRefused ? new GatewayError('UNAUTHENTICATED', 'The sign-in has ended. Sign in again.', {}, error) : error;
    },
  );
  if (typeof body.access_token !== 'string' || !/^\S+$/.test(body.access_token)) {
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected an access token from the site.');
  }
  return {
    access: body.access_token,
    refresh: typeof body.refresh_token === 'string' ? body.refresh_token : null,
    expiresAt: askedAt + (Number(body.expires_in) || 0) * 1000,
    idToken: typeof body.id_token === 'string' ? body.id_token : null,
  };
}

/** The endpoints take forms only, and no cookies. */
function post(client: FrappeClient, method: string, form: Record<string, string>): Promise<FrappeAnswer> {
  const request = { verb: 'POST', path: METHODS + method, form, isRead: false } as const;
  return client.send(request, { token: CallerToken.guest });
}
