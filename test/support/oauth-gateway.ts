import { beforeEach } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import type { Browser } from './browser.ts';
import { startTestGateway, type TestGateway } from './start-gateway.ts';
import { useGateway } from './use-gateway.ts';

/** The first secret of the gateways below. */
export const SESSION_SECRET = 'a secret of at least 32 characters';

/** Makes a gateway an OAuth client of the demo. */
export const OAUTH_ENV = {
  OAUTH_CLIENT_ID: 'demo-client',
  OAUTH_CLIENT_SECRET: 'demo-client-secret',
  SESSION_SECRET,
};

const ALICE = 'alice@example.com';

/** Starts a demo with a gateway that is its OAuth client. An empty setting is as one that is absent. */
export async function startOAuth(
  site: Parameters<typeof startTestGateway>[0] = {},
  env: Record<string, string> = {},
): Promise<TestGateway> {
  const gateway = await startTestGateway(site, { ...OAUTH_ENV, ...env });
  allowCallback(gateway);
  return gateway;
}

/**
 * Starts one for all tests of a block, and resets the site before each of them. What the gateway itself keeps stays.
 *
 * @returns the gateway; it can be used in tests only.
 */
export function useOAuth(...[site, env]: Parameters<typeof startOAuth>): TestGateway {
  const gateway = useGateway(site, { ...OAUTH_ENV, ...env });
  beforeEach(() => {
    gateway.site.reset();
    gateway.site.fault = undefined;
    allowCallback(gateway);
  });
  return gateway;
}

function allowCallback({ site, gateway }: TestGateway): void {
  site.oauth.redirectUris.add(`${gateway.url}/auth/callback`);
}

/** Signs a user in. @returns the answer of the callback. */
export async function signIn(gateway: TestGateway, browser: Browser, returnTo = '/', user = ALICE): Promise<Response> {
  const begun = await browser.open(`/auth/login?return_to=${encodeURIComponent(returnTo)}`);
  return browser.open(await agree(gateway, begun, { user }));
}

/** What a user does on the site. @returns the path where it sends them back. */
export async function agree(
  { site }: TestGateway,
  begun: Response,
  { user = ALICE, link = 'allow' }: { user?: string; link?: 'allow' | 'deny' } = {},
): Promise<string> {
  const login = await fetch(`${site.url}/api/method/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ usr: user, pwd: DEMO_PASSWORD }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  let location = begun.headers.get('location') ?? '';
  while (location.startsWith(site.url) || location.startsWith('/api/')) {
    const answer = await fetch(new URL(location, site.url), { headers: { cookie }, redirect: 'manual' });
    location = answer.headers.get('location') ?? hrefOf(await answer.text(), link);
  }
  const { pathname, search } = new URL(location);
  return pathname + search;
}

function hrefOf(page: string, id: string): string {
  const href = new RegExp(`id="${id}" href="([^"]*)"`).exec(page)?.[1] ?? '';
  return href.replaceAll('&amp;', '&');
}
