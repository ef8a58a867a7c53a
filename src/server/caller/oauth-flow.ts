import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { badUserInput, GatewayError } from '../../errors.ts';
import type { OAuthClient } from '../../features/sign-in/oauth-tokens.ts';

const FLOW_SECONDS = 600;

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
  const random = () => randomBytes(32).toString('base64url');
  const expiresAt = Date.now() + FLOW_SECONDS * 1000;
  return { state: random(), verifier: random(), nonce: random(), returnTo, expiresAt };
}

/** @returns the sign-in that a cookie holds, or null if it is another one or too old. */
export function readFlow(opened: unknown, state: string): OAuthFlow | null {
  const parsed = flow.safeParse(opened);
  return parsed.success && parsed.data.state === state && parsed.data.expiresAt > Date.now() ? parsed.data : null;
}

/** The page of the site where its user agrees. */
export function authorizeUrl(siteUrl: URL, oauth: OAuthClient, flow: OAuthFlow, redirectUri: string): string {
  const search = {
    client_id: oauth.id,
    response_type: 'code',
    scope: oauth.scopes,
    redirect_uri: redirectUri,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: createHash('sha256').update(flow.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  // Frappe does not read + as a blank.
  const query = Object.entries(search).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const base = siteUrl.href.replace(/\/$/, '');
  return `${base}/api/method/frappe.integrations.oauth2.authorize?${query.join('&')}`;
}

const OWN = 'http://own.invalid';

/**
 * The final address of the browser: a path of the gateway's host, or a page of an allowed origin. The result is
 * written from the parsed address, so that the browser reads what was checked.
 *
 * @throws GatewayError `BAD_USER_INPUT` for any other address: it would be a way to send users anywhere.
 */
export function checkReturn(returnTo: string, allowedOrigins: readonly string[]): string {
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

/**
 * Checks that an ID token was made for this sign-in. It came from the site itself, so its signature is looked at only
 * where there is a secret to do it with.
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
export function checkIdToken(idToken: string, oauth: OAuthClient, { nonce }: OAuthFlow): void {
  const [head = '', payload = '', signature = ''] = idToken.split('.');
  const claims = readJson(payload);
  const isSigned = oauth.secret === null || isSignedBy(oauth.secret, `${head}.${payload}`, signature);
  if (isSigned && claims.nonce === nonce && claims.aud === oauth.id) return;
  throw new GatewayError('UNAUTHENTICATED', 'The ID token is not for this sign-in.');
}

function isSignedBy(secret: string, text: string, signature: string): boolean {
  const expected = createHmac('sha256', secret).update(text).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readJson(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
