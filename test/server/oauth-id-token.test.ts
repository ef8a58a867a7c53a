import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import type { IdToken } from '../../demo/sign-in/sign-in-state.ts';
import { openBrowser } from '../support/browser.ts';
import { agree, signIn, startOAuth, useOAuth } from '../support/oauth-gateway.ts';
import type { TestGateway } from '../support/start-gateway.ts';

const ME = '{ me { user } }';
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const withClaims =
  (changed: () => Record<string, unknown>) =>
  ({ alg, claims }: IdToken): IdToken => ({ alg, claims: { ...claims, ...changed() } });

/** What is wrong with an ID token, and how the site is brought to issue it. */
const WRONG: Record<string, (token: IdToken) => IdToken> = {
  'of another issuer': withClaims(() => ({ iss: 'https://other.example.com' })),
  'of the same issuer with a slash more': ({ alg, claims }) => ({ alg, claims: { ...claims, iss: `${claims.iss}/` } }),
  'without an issuer': withClaims(() => ({ iss: undefined })),
  'that expired more than a minute ago': withClaims(() => ({ exp: secondsFromNow(-62) })),
  'that never expires': withClaims(() => ({ exp: undefined })),
  'of more than a minute from now': withClaims(() => ({ nbf: secondsFromNow(65) })),
  'for another client': withClaims(() => ({ aud: 'other-client' })),
  'for two clients, without the one that asked': withClaims(() => ({ aud: ['demo-client', 'other-client'] })),
  'for two clients, asked for by the other': withClaims(() => ({
    aud: ['demo-client', 'other-client'],
    azp: 'other-client',
  })),
  'for another sign-in': withClaims(() => ({ nonce: 'of another sign-in' })),
  'without a nonce': withClaims(() => ({ nonce: undefined })),
  'of algorithm none': ({ claims }) => ({ alg: 'none', claims }),
  'of algorithm RS256': ({ claims }) => ({ alg: 'RS256', claims }),
};

const CLIENTS: Record<string, Record<string, string>> = {
  'a client with a secret': {},
  'a public client': { OAUTH_CLIENT_SECRET: '' },
};

describe.each(Object.entries(CLIENTS))('%s', (_client, env) => {
  const gateway = useOAuth({}, env);

  test.each(Object.entries(WRONG))('refuses an ID token %s', async (_wrong, alter) => {
    gateway.site.oauth.alterIdToken = alter;
    const browser = openBrowser(gateway.gateway.url);
    const back = await signIn(gateway, browser);
    expect(back.status).toBe(401);
    const { errors } = (await back.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      ['The site issued an ID token that is not for this sign-in.', 'UNAUTHENTICATED'],
    ]);
    expect((await browser.ask(ME)).data).toEqual({ me: null });
  });

  test.each<[string, (token: IdToken) => IdToken]>([
    ['that expired less than a minute ago', withClaims(() => ({ exp: secondsFromNow(-50) }))],
    ['of less than a minute from now', withClaims(() => ({ nbf: secondsFromNow(50), iat: secondsFromNow(50) }))],
    ['for two clients, asked for by this one', withClaims(() => ({ aud: ['demo-client', 'b'], azp: 'demo-client' }))],
  ])('takes an ID token %s', async (_right, alter) => {
    gateway.site.oauth.alterIdToken = alter;
    await expectSignedIn(gateway);
  });
});

describe.each<FrappeMajor>([14, 15, 16, 17])('on v%i', (version) => {
  test.each(['https://erp.example.com', 'https://erp.example.com/'])(
    'the issuer is what the site calls itself: %s',
    async (baseUrl) => {
      await using gateway = await startOAuth({ version });
      gateway.site.oauth.baseUrl = baseUrl;
      await expectSignedIn(gateway);
    },
  );

  test('Administrator, who has no subject, signs in', async () => {
    await using gateway = await startOAuth({ version });
    await expectSignedIn(gateway, 'Administrator');
  });
});

test('a site that does not say its name signs nobody in, and the sign-in can be tried again', async () => {
  await using gateway = await startOAuth();
  const browser = openBrowser(gateway.gateway.url);
  const callback = await agree(gateway, await browser.open('/auth/login'));
  gateway.site.fault = ({ path }) => (path.includes('openid') ? { status: 404, body: '{}' } : undefined);
  expect((await browser.open(callback)).status).toBeGreaterThanOrEqual(400);
  expect(gateway.site.requests.filter(({ path }) => path.endsWith('get_token'))).toEqual([]);
  gateway.site.fault = undefined;
  expect((await browser.open(callback)).status).toBe(302);
});

test('an ID token is required if the scopes have openid, and only then', async () => {
  const body = JSON.stringify({ access_token: 'some-token', token_type: 'Bearer', expires_in: 3600 });
  for (const [scopes, status] of [
    ['all openid', 401],
    ['all', 302],
  ] as const) {
    await using gateway = await startOAuth({}, { OAUTH_SCOPES: scopes });
    gateway.site.fault = ({ path }) => (path.endsWith('get_token') ? { status: 200, body } : undefined);
    expect((await signIn(gateway, openBrowser(gateway.gateway.url))).status).toBe(status);
  }
});

test('a user who does not agree comes back with the reason, though sites leave the state out', async () => {
  await using gateway = await startOAuth();
  gateway.site.oauth.skipsAuthorization = false;
  const browser = openBrowser(gateway.gateway.url);
  const refused = await agree(gateway, await browser.open('/auth/login?return_to=/shop'), { link: 'deny' });
  expect(refused).toBe('/auth/callback?error=access_denied');
  const back = await browser.open(refused);
  expect(back.headers.get('location')).toBe('/shop?error=access_denied');
  expect(browser.cookieHeader()).toBe('');
  expect((await openBrowser(gateway.gateway.url).open(refused)).status).toBe(401);
});

test('a code without the state, or with the name of another issuer, signs nobody in', async () => {
  await using gateway = await startOAuth();
  const browser = openBrowser(gateway.gateway.url);
  const callback = await agree(gateway, await browser.open('/auth/login'));
  for (const wrong of [callback.replace(/&state=[^&]*/, ''), `${callback}&iss=https%3A%2F%2Fother.example.com`]) {
    expect((await browser.open(wrong)).status).toBe(401);
  }
  expect(gateway.site.requests.filter(({ path }) => path.endsWith('get_token'))).toEqual([]);
  expect((await browser.open(callback)).status).toBe(302);
});

async function expectSignedIn(gateway: TestGateway, user = 'alice@example.com'): Promise<void> {
  const browser = openBrowser(gateway.gateway.url);
  const back = await signIn(gateway, browser, '/', user);
  expect(back.status).toBe(302);
  expect((await browser.ask(ME)).data).toEqual({ me: { user } });
}
