import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { agree, OAUTH_ENV, SESSION_SECRET, signIn, startOAuth } from '../support/oauth-gateway.ts';
import { startPrefixProxy } from '../support/prefix-proxy.ts';
import { startTestGateway, startWatchedGateway, type TestGateway } from '../support/start-gateway.ts';

const OTHER_SECRET = 'another secret of 32 characters or more';
const ME = '{ me { user openId { name } } }';
const TAGS = '{ shopTags(first: 1) { nodes { name } } }';

describe.each<FrappeMajor>([14, 15, 16, 17])('signing in by OAuth on v%i', (version) => {
  let gateway: TestGateway;
  let browser: Browser;
  beforeEach(async () => {
    gateway = await startOAuth({ version });
    browser = openBrowser(gateway.gateway.url);
  });
  afterEach(() => gateway[Symbol.asyncDispose]());

  test('leads to the site and back, with tokens that no page sees', async () => {
    const back = await signIn(gateway, browser, '/shop?tab=1#open');
    expect(back.headers.get('location')).toBe('/shop?tab=1#open');
    const [cookie] = browser.setCookies.filter((set) => set.startsWith('frappe_oauth_'));
    expect(cookie).toMatch(/^frappe_oauth_[0-9a-f]{8}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
    const answer = await browser.ask(ME);
    expect(answer.data.me).toEqual({ user: 'alice@example.com', openId: { name: 'Alice' } });
    const bearers = bearersOf(gateway);
    expect(bearers.length).toBeGreaterThan(0);
    for (const bearer of bearers) {
      expect(browser.cookieHeader()).not.toContain(bearer);
      expect(Buffer.from(browser.cookieValue(), 'base64url').toString('latin1')).not.toContain(bearer);
      expect(JSON.stringify(answer)).not.toContain(bearer);
    }
    const codes = gateway.site.requests.filter(({ path }) => path.endsWith('get_token'));
    expect(codes.map(({ headers }) => [headers.cookie, headers.authorization])).toEqual([[undefined, undefined]]);
  });

  test('fetches new tokens by itself, once for all requests of the same moment and a little later', async () => {
    gateway.site.oauth.accessSeconds = 30;
    await signIn(gateway, browser);
    const stale = browser.copy();
    gateway.site.requests.length = 0;
    gateway.site.oauth.accessSeconds = 3600;
    gateway.site.fault = ({ path }) => (path.endsWith('get_token') ? { delayMs: 50 } : undefined);
    const tabs = Array.from({ length: 8 }, () => stale.copy());
    const answers = await Promise.all(tabs.map((tab) => tab.ask(TAGS)));
    for (const answer of answers) expect(answer.errors).toBeUndefined();
    expect((await stale.ask(TAGS)).errors).toBeUndefined();
    expect(gateway.site.requests.filter(({ path }) => path.endsWith('get_token'))).toHaveLength(1);
    expect(new Set(bearersOf(gateway)).size).toBe(1);
    // Each of them was given the new tokens; with them nothing is to be fetched.
    gateway.site.requests.length = 0;
    for (const tab of tabs) expect((await tab.ask(TAGS)).errors).toBeUndefined();
    expect(gateway.site.requests.filter(({ path }) => path.endsWith('get_token'))).toEqual([]);
  });

  test('is over when the site takes the tokens back', async () => {
    await signIn(gateway, browser);
    await browser.ask(TAGS);
    const [bearer = ''] = bearersOf(gateway);
    await revoke(gateway, bearer);
    const answer = await browser.ask(TAGS);
    expect(answer.status).toBe(401);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });

  test('is over, and never Guest, when the refresh token is not taken any more', async () => {
    gateway.site.oauth.accessSeconds = 30;
    await signIn(gateway, browser);
    const tokens = browser.copy();
    gateway.site.revokeAllTokens();
    gateway.site.requests.length = 0;
    const answer = await tokens.ask(TAGS);
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]).toMatchObject({
      message: 'The sign-in has ended. Sign in again.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(gateway.site.requests.map(({ path }) => path.split('.').at(-1))).toEqual(['get_token']);
    expect(tokens.cookieValue()).toBe('');
  });

  test('asks the site once about a refresh token that it does not take any more', async () => {
    // The operation is known, so that a request takes the shortest way through the gateway.
    await openBrowser(gateway.gateway.url).ask(TAGS);
    gateway.site.oauth.accessSeconds = 30;
    await signIn(gateway, browser);
    const tabs = [browser.copy(), browser.copy(), browser.copy()];
    gateway.site.revokeAllTokens();
    gateway.site.requests.length = 0;
    const statuses = [];
    for (const tab of tabs) statuses.push((await tab.ask(TAGS)).status);
    expect(statuses).toEqual([401, 401, 401]);
    expect(gateway.site.requests.map(({ path }) => path.split('.').at(-1))).toEqual(['get_token']);
  });

  test('asks the site again after an exchange that broke off', async () => {
    gateway.site.oauth.accessSeconds = 30;
    await signIn(gateway, browser);
    gateway.site.fault = ({ path }) => (path.endsWith('get_token') ? { status: 500 } : undefined);
    const [first, second] = [browser.copy(), browser.copy()];
    expect((await first.ask(TAGS)).errors).toHaveLength(1);
    gateway.site.fault = undefined;
    expect((await second.ask(TAGS)).errors).toBeUndefined();
  });

  test('ends by the path or by the mutation, and the tokens are revoked', async () => {
    for (const out of [
      () =>
        fetch(`${gateway.gateway.url}/auth/logout`, { method: 'POST', headers: { cookie: browser.cookieHeader() } }),
      () => browser.ask('mutation { logout }'),
    ]) {
      await signIn(gateway, browser);
      await browser.ask(TAGS);
      const bearer = bearersOf(gateway).at(-1) ?? '';
      const stolen = browser.copy();
      await out();
      expect((await stolen.ask(TAGS)).status).toBe(401);
      const who = await fetch(`${gateway.site.url}/api/method/frappe.auth.get_logged_user`, {
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      });
      expect(who.status).toBe(401);
    }
    expect((await browser.ask('{ me { user } }')).data).toEqual({ me: null });
  });
});

describe('signing out of a sign-in by OAuth', () => {
  const start = async () => {
    const gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    gateway.site.oauth.accessSeconds = 30;
    await signIn(gateway, browser);
    gateway.site.oauth.accessSeconds = 3600;
    return { gateway, browser, tab: browser.copy() };
  };
  const exchanges = ({ site }: TestGateway) => site.requests.filter(({ path }) => path.endsWith('get_token')).length;

  test('ends the tokens that a request fetches at the same moment, too', async () => {
    const { gateway, browser, tab } = await start();
    await using _gateway = gateway;
    const before = exchanges(gateway);
    gateway.site.fault = ({ path }) => (path.endsWith('get_token') ? { delayMs: 300 } : undefined);
    const asked = tab.ask(TAGS);
    while (exchanges(gateway) === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await browser.ask('mutation { logout }');
    await asked;
    gateway.site.fault = undefined;
    expect((await tab.ask(TAGS)).status).toBe(401);
  });

  test('ends the tokens that another tab has fetched since, too', async () => {
    const { gateway, browser, tab } = await start();
    await using _gateway = gateway;
    expect((await tab.ask(TAGS)).errors).toBeUndefined();
    await browser.ask('mutation { logout }');
    expect((await tab.ask(TAGS)).status).toBe(401);
  });

  test('lets no request fetch new tokens after an exchange that broke off meanwhile', async () => {
    const { gateway, browser, tab } = await start();
    await using _gateway = gateway;
    const before = exchanges(gateway);
    gateway.site.fault = ({ path }) => (path.endsWith('get_token') ? { delayMs: 300, status: 500 } : undefined);
    const asked = tab.copy().ask(TAGS);
    while (exchanges(gateway) === before) await new Promise((resolve) => setTimeout(resolve, 5));
    const headers = { cookie: browser.cookieHeader() };
    const out = fetch(`${gateway.gateway.url}/auth/logout`, { method: 'POST', headers });
    await Promise.all([asked, out]);
    gateway.site.fault = undefined;
    const late = exchanges(gateway);
    expect((await tab.ask(TAGS)).status).toBe(401);
    expect(exchanges(gateway)).toBe(late);
  });

  test('lets no request fetch new tokens while the site still takes the old ones', async () => {
    const { gateway, browser, tab } = await start();
    await using _gateway = gateway;
    gateway.site.fault = ({ path }) => (path.endsWith('revoke_token') ? { delayMs: 300 } : undefined);
    const out = browser.ask('mutation { logout }');
    while (!gateway.site.requests.some(({ path }) => path.endsWith('revoke_token')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await tab.ask(TAGS)).status).toBe(401);
    await out;
    gateway.site.fault = undefined;
    expect((await tab.ask(TAGS)).data?.shopTags ?? null).toBeNull();
  });
});

describe('a sign-in by OAuth', () => {
  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\r\nSet-Cookie: x=y',
    '/page\u0000',
    'javascript:alert(1)',
    'http://app.example.com/',
    'https://app.example.com.evil.example/',
    'blob:https://app.example.com/7c2d',
    'ftp://app.example.com/',
    'https://app.example.com@evil.example/',
    'https://user:pw@app.example.com/',
    // No browser keeps the cookie that it would be in.
    `/${'a'.repeat(3_000)}`,
    '/.//evil.example/',
    '/a/..//evil.example/',
    '',
  ])('never ends at %j', async (target) => {
    await using gateway = await startOAuth({}, { CORS_ORIGINS: 'https://app.example.com' });
    const browser = openBrowser(gateway.gateway.url);
    const answer = await browser.open(`/auth/login?return_to=${encodeURIComponent(target)}`);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: unknown[] }).errors[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'return_to' },
    });
  });

  test('may end at a path of any letters', async () => {
    await using gateway = await startOAuth();
    const back = await signIn(gateway, openBrowser(gateway.gateway.url), '/größe 名?a=%20');
    expect(back.headers.get('location')).toBe('/gr%C3%B6%C3%9Fe%20%E5%90%8D?a=%20');
  });

  test('may end at a page of an allowed origin', async () => {
    await using gateway = await startOAuth({}, { CORS_ORIGINS: 'https://app.example.com' });
    const browser = openBrowser(gateway.gateway.url);
    const back = await signIn(gateway, browser, 'https://app.example.com/home');
    expect(back.headers.get('location')).toBe('https://app.example.com/home');
  });

  test.each([
    ['HTTPS://App.Example.com:443\\home', 'https://app.example.com/home'],
    ['https:app.example.com/ä b', 'https://app.example.com/%C3%A4%20b'],
    ['/shop/../tags?x=ä#ö', '/tags?x=%C3%A4#%C3%B6'],
  ])('ends at the address as it was understood: %s', async (target, location) => {
    await using gateway = await startOAuth({}, { CORS_ORIGINS: 'https://app.example.com' });
    const back = await signIn(gateway, openBrowser(gateway.gateway.url), target);
    expect(back.headers.get('location')).toBe(location);
  });

  test('holds the path of PUBLIC_URL, under which a proxy serves the gateway', async () => {
    await using proxy = await startPrefixProxy('/tools/gateway');
    await using gateway = await startOAuth({}, { PUBLIC_URL: `${proxy.url}/` });
    gateway.site.oauth.redirectUris.add(`${proxy.url}/auth/callback`);
    proxy.target = gateway.gateway.url;
    const browser = openBrowser(proxy.url, new URL(proxy.url).origin);
    const begun = await browser.open('/auth/login');
    expect(new URL(begun.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(
      `${proxy.url}/auth/callback`,
    );
    const callback = await agree(gateway, begun);
    expect(callback).toMatch(/^\/tools\/gateway\/auth\/callback\?/);
    const back = await browser.open(callback.replace('/tools/gateway', ''));
    expect(back.headers.get('location')).toBe('/tools/gateway/');
    expect(browser.setCookies.filter((set) => !set.includes('; Path=/tools/gateway; '))).toEqual([]);
    expect((await browser.ask(ME)).data.me.user).toBe('alice@example.com');
    expect((await browser.open('/')).headers.get('location')).toBe('/tools/gateway/graphql');
  });

  test('asks with PKCE, state and nonce, and for the scopes of the configuration', async () => {
    await using gateway = await startOAuth(
      {},
      { OAUTH_SCOPES: 'openid', FRAPPE_PUBLIC_URL: 'https://erp.example.com' },
    );
    const answer = await openBrowser(gateway.gateway.url).open('/auth/login');
    const target = new URL(answer.headers.get('location') ?? '');
    expect(target.origin + target.pathname).toBe(
      'https://erp.example.com/api/method/frappe.integrations.oauth2.authorize',
    );
    const search = Object.fromEntries(target.searchParams);
    expect(search).toMatchObject({
      client_id: 'demo-client',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${gateway.gateway.url}/auth/callback`,
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(search[name]).toMatch(/^[\w-]{43}$/);
    expect(target.search).not.toContain('secret');
  });

  test('that another browser began signs nobody in', async () => {
    await using gateway = await startOAuth();
    const attacker = openBrowser(gateway.gateway.url);
    const callback = await agree(gateway, await attacker.open('/auth/login?return_to=/'));
    const victim = openBrowser(gateway.gateway.url);
    const answer = await victim.open(callback);
    expect(answer.status).toBe(401);
    expect(victim.cookieHeader()).toBe('');
    expect(gateway.site.requests.filter(({ path }) => path.endsWith('get_token'))).toEqual([]);
  });

  test('works once, and in several tabs at a time', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    const first = await browser.open('/auth/login?return_to=/first');
    const second = await browser.open('/auth/login?return_to=/second');
    const callback = await agree(gateway, first);
    expect((await browser.open(callback)).headers.get('location')).toBe('/first');
    expect((await browser.open(await agree(gateway, second))).headers.get('location')).toBe('/second');
    expect((await browser.open(callback)).status).toBe(401);
  });

  test('leaves no cookies behind if it is given up', async () => {
    await using gateway = await startOAuth();
    const begun = await fetch(`${gateway.gateway.url}/auth/login?return_to=/${'a'.repeat(1_999)}`, {
      redirect: 'manual',
    });
    const cookies = begun.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^frappe_flow_.*; Max-Age=600$/);
      expect(cookie.length).toBeLessThan(4_096);
    }
  });

  test('that the user refuses leads back with the reason', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    const begun = await browser.open('/auth/login?return_to=/a%23b');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
    const back = await browser.open(`/auth/callback?error=access_denied&state=${state}`);
    expect(back.headers.get('location')).toBe('/a?error=access_denied#b');
    expect((await browser.ask(ME)).data).toEqual({ me: null });
  });

  test('whose code the site does not take, or whose ID token is for another, signs nobody in', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    const begun = await browser.open('/auth/login');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
    expect((await browser.open(`/auth/callback?code=made-up&state=${state}`)).status).toBe(401);
    gateway.site.oauth.clientSecret = 'of somebody else';
    const callback = await agree(gateway, await browser.open('/auth/login'));
    expect((await browser.open(callback)).status).toBe(401);
    expect((await browser.ask(ME)).data).toEqual({ me: null });
  });

  test('is absent if the gateway is not a client of the site', async () => {
    await using gateway = await startTestGateway();
    for (const path of ['/auth/login', '/auth/callback?code=x&state=y', '/auth/other']) {
      expect((await fetch(gateway.gateway.url + path, { redirect: 'manual' })).status).toBe(404);
    }
  });

  test('cannot be ended by a page of another origin', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    await signIn(gateway, browser);
    const answer = await fetch(`${gateway.gateway.url}/auth/logout`, {
      method: 'POST',
      headers: { cookie: browser.cookieHeader(), origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
    expect((await browser.ask(ME)).data.me.user).toBe('alice@example.com');
  });
});

describe('the cookie of a sign-in by OAuth', () => {
  test('opens with any of the secrets, is sealed with the first, and is UNAUTHENTICATED with none', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    await signIn(gateway, browser);
    const cookie = browser.cookieHeader();
    const ask = async (secret: string) => {
      await using other = await startOAuthAt(gateway, { ...OAUTH_ENV, SESSION_SECRET: secret });
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      return await other.query(TAGS, headers);
    };
    expect((await ask(`${OTHER_SECRET},${SESSION_SECRET}`)).errors).toBeUndefined();
    const refused = await ask(OTHER_SECRET);
    expect(refused.status).toBe(401);
    expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('that was changed in any place is UNAUTHENTICATED, without a call', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    await signIn(gateway, browser);
    gateway.site.requests.length = 0;
    const [name = '', value = ''] = browser.cookieHeader().split('=');
    const bytes = Buffer.from(value, 'base64url');
    for (const at of [0, 13, 30, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const headers = { cookie: `${name}=${changed.toString('base64url')}`, 'sec-fetch-site': 'same-origin' };
      const answer = await gateway.query(TAGS, { as: 'guest', headers });
      expect(answer.status).toBe(401);
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test('gives way to a password that is given later', async () => {
    await using gateway = await startOAuth();
    const browser = openBrowser(gateway.gateway.url);
    await signIn(gateway, browser);
    await browser.ask(`mutation { login(user: "carol@example.com", password: "${DEMO_PASSWORD}") { me { user } } }`);
    expect((await browser.ask('{ me { user } }')).data.me.user).toBe('carol@example.com');
    await signIn(gateway, browser);
    expect((await browser.ask('{ me { user } }')).data.me.user).toBe('alice@example.com');
  });
});

/** Another gateway before the same site. */
async function startOAuthAt({ site }: TestGateway, env: Record<string, string>) {
  const gateway = await startWatchedGateway(site, env);
  return {
    query: async (query: string, headers: Record<string, string>) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      const body = (await response.json()) as { errors?: { extensions: Record<string, unknown> }[] };
      return { status: response.status, ...body };
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

function bearersOf({ site }: TestGateway): string[] {
  return site.requests
    .map(({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1])
    .filter((bearer): bearer is string => bearer !== undefined);
}

function revoke({ site }: TestGateway, token: string): Promise<Response> {
  return fetch(`${site.url}/api/method/frappe.integrations.oauth2.revoke_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
}
