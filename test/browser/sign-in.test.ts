import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_OTP, DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { startBrowser, WITHOUT_BROWSER } from '../support/chromium.ts';
import { typeOperation } from '../support/graphiql-page.ts';
import { startPrefixProxy } from '../support/prefix-proxy.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ENV = {
  OAUTH_CLIENT_ID: 'demo-client',
  OAUTH_CLIENT_SECRET: 'demo-client-secret',
  SESSION_SECRET: 'a secret of at least 32 characters',
};
const TIMEOUT = 60_000;

const reason = WITHOUT_BROWSER;
if (reason !== null) test('a real browser', (context) => context.skip(reason));

let browser: Browser;

beforeAll(async () => {
  if (reason === null) browser = await startBrowser();
}, TIMEOUT);
afterAll(() => browser?.close());

describe.runIf(reason === null).each<FrappeMajor>([15, 17])('in a real browser, before v%i', (version) => {
  let gateway: TestGateway;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    gateway = await startTestGateway({ version }, ENV);
    gateway.site.oauth.redirectUris.add(`${gateway.gateway.url}/auth/callback`);
    context = await browser.newContext();
    page = await context.newPage();
  }, TIMEOUT);
  // A process that has compiled the scripts of GraphiQL opens the page in a quarter of the time. Nothing else stays.
  beforeEach(async () => {
    await page.goto(`${gateway.gateway.url}/health`);
    await page.evaluate(() => [localStorage.clear(), sessionStorage.clear()]);
    await context.clearCookies();
  });
  afterAll(async () => {
    await context?.close();
    await gateway?.[Symbol.asyncDispose]();
  });

  const openGraphiql = () => page.goto(`${gateway.gateway.url}/graphql`);

  test('a user signs in by the form of GraphiQL, queries, writes and signs out', { timeout: TIMEOUT }, async () => {
    await openGraphiql();
    await giveForm(page, 'alice@example.com', DEMO_PASSWORD);
    await poll(() => page.textContent('#user')).toBe('alice@example.com');
    // The session is there, and no script of the page can see it.
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect((await ask(page, '{ shopTags(first: 1) { nodes { name } } }')).data.shopTags.nodes).toHaveLength(1);
    const title = `browser ${version}`;
    const write = `mutation { createShopTag(input: { name: "${title}" }) { shopTag { name owner { name } } } }`;
    expect((await ask(page, write)).data.createShopTag.shopTag).toEqual({
      name: title,
      owner: { name: 'alice@example.com' },
    });
    await page.reload();
    await poll(() => page.textContent('#user')).toBe('alice@example.com');
    await page.click('#user');
    await page.click('#sign-out');
    await poll(() => page.textContent('#sign-in')).toBe('Sign in');
    expect(await context.cookies()).toEqual([]);
    expect((await ask(page, '{ me { user } }')).data).toEqual({ me: null });
  });

  test('a wrong password is reported and keeps the name, and a second factor is asked for', {
    timeout: TIMEOUT,
  }, async () => {
    await openGraphiql();
    await giveForm(page, 'alice@example.com', 'wrong');
    await poll(() => page.textContent('#sign-in-message')).toBe('Invalid login credentials');
    // The name stays, and the cursor is where the next try begins.
    expect(await page.inputValue('[name=user]')).toBe('alice@example.com');
    expect(await page.inputValue('[name=password]')).toBe('');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
    gateway.site.signIn.otpUsers.add('alice@example.com');
    try {
      await page.keyboard.type(DEMO_PASSWORD);
      await page.keyboard.press('Enter');
      await page.fill('[name=otp]', DEMO_OTP);
      await page.click('#sign-in-code .primary');
      await poll(() => page.textContent('#user')).toBe('alice@example.com');
    } finally {
      gateway.site.signIn.otpUsers.clear();
    }
  });

  test('OAuth leads to the site and back', { timeout: TIMEOUT }, async () => {
    await openGraphiql();
    await page.click('#sign-in');
    await page.click('#sign-in-oauth');
    await page.fill('[name=usr]', 'carol@example.com');
    await page.fill('[name=pwd]', DEMO_PASSWORD);
    await page.click('button');
    await page.waitForURL(`${gateway.gateway.url}/graphql`);
    await poll(() => page.textContent('#user')).toBe('carol@example.com');
    // The site is on this host, too, and shows its scripts some cookies of its own.
    expect(await page.evaluate(() => document.cookie)).not.toContain('frappe_');
    expect((await ask(page, 'mutation { logout }')).data).toEqual({ logout: true });
    expect((await ask(page, '{ me { user } }')).data).toEqual({ me: null });
  });

  // These do not depend on the version of the site.
  if (version !== 15) return;

  test('an API key in the headers of GraphiQL is sent, and never stored', { timeout: TIMEOUT }, async () => {
    const authorization = gateway.site.authorization('bob');
    const key = authorization.replace('token ', '');
    // An earlier version of the page stored these.
    await page.evaluate((headers) => {
      const query = '{ me { user } }';
      const tab = { id: '1', hash: null, title: 'Mine', query, variables: null, headers };
      localStorage.setItem('graphiql:headers', headers);
      localStorage.setItem('graphiql:shouldPersistHeaders', 'true');
      localStorage.setItem('graphiql:tabState', JSON.stringify({ tabs: [tab], activeTabIndex: 0 }));
    }, JSON.stringify({ authorization }));
    expect(await storageOf(page)).toContain(key);
    await openGraphiql();
    expect(await storageOf(page)).not.toContain(key);

    await page.click('#tab-headers');
    await page.click('#panel-headers .view-lines');
    await page.keyboard.type(JSON.stringify({ authorization }));
    await typeOperation(page, 'query Mine { me { user } }');
    await page.click('#run');
    await poll(() => page.textContent('#panel-answer')).toContain('bob@example.com');
    await poll(() => page.evaluate(() => localStorage.getItem('graphiql:tabState'))).toContain('query Mine');
    expect(await storageOf(page)).not.toContain(key);
  });

  test('under a path of PUBLIC_URL, the page and OAuth hold the path', { timeout: TIMEOUT }, async () => {
    await using proxy = await startPrefixProxy('/tools');
    await using own = await startTestGateway({ version }, { ...ENV, PUBLIC_URL: proxy.url });
    own.site.oauth.redirectUris.add(`${proxy.url}/auth/callback`);
    proxy.target = own.gateway.url;
    await page.goto(`${proxy.url}/graphql`);
    await page.click('#sign-in');
    await page.click('#sign-in-oauth');
    await page.fill('[name=usr]', 'carol@example.com');
    await page.fill('[name=pwd]', DEMO_PASSWORD);
    await page.click('button');
    await page.waitForURL(`${proxy.url}/graphql`);
    await poll(() => page.textContent('#user')).toBe('carol@example.com');
    const cookies = await context.cookies(`${proxy.url}/graphql`);
    const kept = cookies.filter(({ name }) => name.startsWith('frappe_'));
    expect(kept.map(({ path }) => path)).toEqual(['/tools']);
    await page.click('#user');
    await page.click('#sign-out');
    await poll(() => page.textContent('#sign-in')).toBe('Sign in');
  });

  test('a page of another origin can neither read nor write with the session', { timeout: TIMEOUT }, async () => {
    await openGraphiql();
    await giveForm(page, 'alice@example.com', DEMO_PASSWORD);
    await poll(() => page.textContent('#user')).toBe('alice@example.com');
    await using foreign = await startForeignSite();
    const other = await context.newPage();
    await other.goto(foreign.url);
    const write = 'mutation { createShopTag(input: { name: "by another page" }) { shopTag { name } } }';
    const outcome = await other.evaluate(tryEverything, { url: `${gateway.gateway.url}/graphql`, write });
    expect(outcome).toEqual(['failed', 'opaque', 'opaque']);
    const row = gateway.site.database.get('SELECT name FROM `tabShop Tag` WHERE name = ?', ['by another page']);
    expect(row).toBeUndefined();
    expect((await ask(page, '{ me { user } }')).data.me.user).toBe('alice@example.com');
    await other.close();
  });
});

/** The machine may be busy. */
function poll(read: () => Promise<string | null>) {
  return expect.poll(read, { timeout: 20_000 });
}

/** What a hostile page can send without being asked: JSON, plain text that is JSON, and a form. */
async function tryEverything({ url, write }: { url: string; write: string }): Promise<string[]> {
  const body = JSON.stringify({ query: write });
  const form = new FormData();
  form.append('operations', body);
  form.append('map', '{}');
  const tries: RequestInit[] = [
    { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body },
    { method: 'POST', credentials: 'include', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body },
    { method: 'POST', credentials: 'include', mode: 'no-cors', body: form },
  ];
  const outcomes: string[] = [];
  for (const init of tries) {
    outcomes.push(
      await fetch(url, init).then(
        ({ type }) => type,
        () => 'failed',
      ),
    );
  }
  return outcomes;
}

async function giveForm(page: Page, user: string, password: string): Promise<void> {
  await page.click('#sign-in');
  await page.fill('[name=user]', user);
  await page.fill('[name=password]', password);
  await page.click('#sign-in-form .primary');
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
function ask(page: Page, query: string): Promise<any> {
  return page.evaluate(async (text) => {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    });
    return answer.json();
  }, query);
}

/** Everything that a page keeps. */
function storageOf(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
}

/** The same host on another port is another origin, and still gets the cookies: the hardest case. */
async function startForeignSite(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<p>Hello</p>'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
