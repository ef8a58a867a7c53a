import * as library from 'oauth4webapi';
import { z } from 'zod';
import { badUserInput, GatewayError } from '../../errors.ts';
import { type OAuthClient, toLibraryClient, toServer } from '../../features/sign-in/oauth-tokens.ts';

/** How long a sign-in may take. */
export const FLOW_SECONDS = 600;

/** Characters of the final address: browsers drop cookies of more than 4,096 bytes. */
const LONGEST_RETURN = 2_000;

const flow = z.object({
  state: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
  expiresAt: z.number(),
});

/** A sign-in under way: kept in a sealed cookie until the site sends the browser back. */
export type OAuthFlow = z.infer<typeof flow>;

/** Begins a sign-in. */
export function beginFlow(returnTo: string): OAuthFlow {
  return {
    state: library.generateRandomState(),
    verifier: library.generateRandomCodeVerifier(),
    nonce: library.generateRandomNonce(),
    returnTo,
    expiresAt: Date.now() + FLOW_SECONDS * 1000,
  };
}

/** @returns the sign-in that a cookie holds, or null if there is none or it is too old. */
export function readFlow(opened: unknown): OAuthFlow | null {
  const parsed = flow.safeParse(opened);
  return parsed.success && parsed.data.expiresAt > Date.now() ? parsed.data : null;
}

/** The page of the site where its user agrees. */
export async function authorizeUrl(
  siteUrl: URL,
  oauth: OAuthClient,
  flow: OAuthFlow,
  redirectUri: string,
): Promise<string> {
  const search = {
    client_id: oauth.id,
    response_type: 'code',
    scope: oauth.scopes,
    redirect_uri: redirectUri,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await library.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  };
  // Frappe does not read + as a blank.
  const query = Object.entries(search).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const base = siteUrl.href.replace(/\/$/, '');
  return `${base}/api/method/frappe.integrations.oauth2.authorize?${query.join('&')}`;
}

/**
 * Checks the parameters with which the site sends the browser back.
 *
 * @returns the response, to be exchanged for tokens, or the error in place of it, such as `access_denied`.
 * @throws GatewayError `UNAUTHENTICATED` if the response belongs to another sign-in, or to another site.
 */
export function readAuthResponse(
  parameters: URLSearchParams,
  oauth: OAuthClient,
  issuer: string,
  { state }: OAuthFlow,
): URLSearchParams | { error: string } {
  // Sites leave the state out if the user refuses (`failure_url` in frappe/integrations/oauth2.py).
  const isRefusal = parameters.has('error') && !parameters.has('state');
  const expected = isRefusal ? library.expectNoState : state;
  try {
    return library.validateAuthResponse(toServer(issuer), toLibraryClient(oauth), parameters, expected);
  } catch (error) {
    if (error instanceof library.AuthorizationResponseError) return { error: error.error };
    throw new GatewayError('UNAUTHENTICATED', 'The response is not for this sign-in.', {}, error);
  }
}

const OWN = 'http://own.invalid';

/**
 * The final address of the browser: a path of the gateway's host, or a page of an allowed origin. The result is
 * written from the parsed address, so that the browser reads what was checked.
 *
 * @throws GatewayError `BAD_USER_INPUT` for any other address: it would be a way to send users anywhere.
 */
export function checkReturn(returnTo: string, allowedOrigins: readonly string[]): string {
  const address = toReturn(returnTo, allowedOrigins);
  if (address.length <= LONGEST_RETURN) return address;
  throw badUserInput(`\`return_to\`: is longer than ${LONGEST_RETURN} characters.`, 'return_to');
}

function toReturn(returnTo: string, allowedOrigins: readonly string[]): string {
  const isPath = /^\/(?![/\\])/.test(returnTo);
  const address = URL.parse(returnTo, isPath ? OWN : undefined);
  if (address !== null && !/\p{Cc}/u.test(returnTo) && address.username + address.password === '') {
    const { pathname, search, hash, href, origin } = address;
    // A path such as /.//host is parsed to one that browsers take for a host.
    if (isPath && origin === OWN && !pathname.startsWith('//')) return pathname + search + hash;
    // The origin of a blob: is that of the page that made it.
    if (/^https?:$/.test(address.protocol) && allowedOrigins.includes(origin)) return href;
  }
  throw badUserInput(
    '`return_to`: must be a path, or an http or https address of an origin in CORS_ORIGINS.',
    'return_to',
  );
}
