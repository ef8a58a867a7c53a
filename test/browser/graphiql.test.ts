import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { findBarriers } from '../support/accessibility.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { startBrowser, WITHOUT_BROWSER } from '../support/chromium.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { openGraphiql, typeOperation } from '../support/graphiql-page.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const TIMEOUT = 60_000;
/** The machine may be busy. */
const WAIT = { timeout: 20_000 };

const USERS = ['carol', 'alice', 'bob'].map((name) => `${name}@example.com`);
const ENV = { DEBUG_USERS: USERS.join() };
const DEMO_USERS = USERS.map((user) => ({ user, password: DEMO_PASSWORD, about: `is ${user}` }));

const ORDERS = 'query Orders { shopOrders(first: 2) { totalCount nodes { name customer { customer_name } } } }';

/** Widths and themes of the page, with what is open in each. */
const LOOKS = [
  [1440, 'light', ['Docs']],
  [1440, 'dark', ['Code']],
  [900, 'dark', ['History']],
  [900, 'light', ['Code']],
  [390, 'light', ['Query', 'Answer']],
  [390, 'dark', ['Answer', 'Docs']],
] as const;

const reason = WITHOUT_BROWSER;
if (reason !== null) test('a real browser', (context) => context.skip(reason));

describe.runIf(reason === null)('GraphiQL in a real browser', { timeout: TIMEOUT }, () => {
  let browser: Browser;
  let gateway: TestGateway;
  let context: BrowserContext;
  let page: Page;
  /** Of somebody else. */
  let other: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    gateway = await startTestGateway({ version: 15 }, ENV, undefined, (config) => ({
      ...config,
      demoUsers: DEMO_USERS,
    }));
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    context.on('weberror', (error) => complaints.push(String(error.error())));
    page = await context.newPage();
    other = await (await browser.newContext()).newPage();
    await openGraphiql(page, address());
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await gateway?.[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    complaints.length = 0;
  });

  const address = (fragment = '') => `${gateway.gateway.url}/graphql${fragment}`;
  const textOf = (selector: string) => expect.poll(async () => withSpaces(await page.textContent(selector)), WAIT);
  const openPanel = (name: string) => page.click(`.bar button:has-text("${name}")`);
  const viewAs = async (user: string) => {
    await page.selectOption('.view-as select', user);
    await expect.poll(() => page.inputValue('.view-as select'), WAIT).toBe(user);
    await page.waitForSelector('.view-as select:enabled');
  };
  const stored = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  const tabsOf = () => page.locator('.operation-tabs li').count();

  test('a guest starts with a query on the site, signs in where it is refused, and gets the answer', async () => {
    await textOf('.site').toContain('Frappe 15');
    await textOf('.site-name').toBe(new URL(gateway.site.url).host);
    await page.click('.card >> nth=0');
    await expect.poll(() => operationOf(page)).toContain('shopOrders(first: 5');
    await page.click('#run');
    await textOf('.note').toContain('A guest cannot see this.');
    await page.click('.note button');
    await page.fill('[name=user]', 'carol@example.com');
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await textOf('#panel-answer').toContain('totalCount');
    expect(await page.locator('.note').count()).toBe(0);
    // Its calls are in a place of their own.
    expect(await page.textContent('#panel-answer')).not.toContain('frappe');
  });

  test('the calls of an operation are shown by rounds, with its cost', async () => {
    await page.click('#tab-calls');
    await textOf('.figures').toMatch(/Calls5 of 5 estimatedRows\d+ of 110 estimatedRounds3/);
    const rows = await page.locator('.waterfall tr').allTextContents();
    const heads = ['CallRowsmsStatusTime', 'Round 1', 'Round 2', 'Round 3'];
    expect(rows.filter((row) => heads.includes(row))).toEqual(heads);
    const calls = rows.filter((row) => !heads.includes(row));
    expect(calls.map((row) => /^GET(.+?) ?(?:list|get_count)\d.*200$/.exec(row)?.[1])).toEqual([
      'Shop Order',
      'Shop Order',
      'Shop Customer',
      'Shop Order Item',
      'Shop Item',
    ]);
  });

  test('a plan shows them before anything runs', async () => {
    await typeOperation(page, 'mutation Plan { createShopTag(input: { name: "planned" }) { shopTag { name } } }');
    gateway.site.requests.length = 0;
    await page.click('#plan');
    await textOf('.calls').toContain('Nothing ran.');
    expect(await page.textContent('.figures')).toContain('up to 1 of 1,000 allowed');
    expect(gateway.site.requests).toEqual([]);
    await typeOperation(page, '{ shopOrders(first: -1) { totalCount } }');
    await page.click('#plan');
    await textOf('.calls .errors').toContain('first');
  });

  test('another user of the demo has other answers', async () => {
    await typeOperation(page, ORDERS);
    await page.click('#tab-answer');
    await viewAs('bob@example.com');
    await page.click('#run');
    await textOf('#panel-answer').toContain('"shopOrders": null');
    await viewAs('alice@example.com');
    await page.click('#run');
    await textOf('#panel-answer').toContain('"totalCount": 45');
    await viewAs('carol@example.com');
  });

  test('an operation is kept: in its tab, in the history, and under a name; its headers are not', async () => {
    const key = gateway.site.authorization('carol').replace('token ', '');
    await page.click('#tab-headers');
    await page.click('#panel-headers .view-lines');
    await page.keyboard.type(JSON.stringify({ Authorization: `token ${key}` }));
    await typeOperation(page, 'query Mine { me { user } }');
    await page.click('#run');
    await textOf('#panel-answer').toContain('carol@example.com');
    await openPanel('History');
    await page.fill('.save input', 'Who I am');
    await page.click('.save button');
    await textOf('.kept >> nth=0').toContain('Who I am');
    await textOf('.kept >> nth=1').toContain('Mine');
    await typeOperation(page, 'query Mine { me { user fullName } }');
    // At once: nothing is lost, and no second tab is made.
    await page.reload();
    await page.waitForSelector('.editors .view-lines');
    await expect.poll(() => operationOf(page)).toContain('fullName');
    expect(await tabsOf()).toBe(1);
    expect(await stored()).not.toContain(key);
    expect(await page.textContent('#panel-headers')).not.toContain('token');
    await openPanel('History');
    await page.click('.kept .open:has-text("Who I am")');
    await expect.poll(() => operationOf(page)).toBe('query Mine { me { user } }');
    await expect.poll(tabsOf).toBe(2);
    await openPanel('History');
  });

  test('a password is in no history, no tab and no link', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await typeOperation(
      page,
      'mutation ($p: String!) { ... on Mutation { login(user: "alice@example.com", password: $p) { me { user } } } }',
    );
    await page.click('#tab-variables');
    await page.click('#panel-variables .view-lines');
    await page.keyboard.type('{"p": "hunter2"}');
    await page.click('#run');
    await textOf('#panel-answer').toContain('Invalid login credentials');
    await page.click('[aria-label="Copy link to this operation"]');
    await textOf('.copied >> nth=1').toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain('hunter2');
    await openPanel('History');
    expect(await page.textContent('.kept >> nth=1')).not.toContain('login');
    await page.click('.save button');
    await page.reload();
    await page.waitForSelector('.editors .view-lines');
    expect(await stored()).not.toContain('hunter2');
    await expect.poll(() => operationOf(page)).toContain('login(user: ""');
    await openPanel('History');
    await page.click('[aria-label="Delete Operation"]');
    await openPanel('History');
    await typeOperation(page, ORDERS);
  });

  test('a password does not stay in the dialog', async () => {
    await viewAs('');
    await page.click('#sign-in');
    await page.fill('[name=user]', 'carol@example.com');
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await page.click('#user');
    await page.click('#sign-out');
    await page.click('#sign-in');
    expect(await page.inputValue('[name=password]')).toBe('');
    await page.keyboard.press('Escape');
    await viewAs('carol@example.com');
  });

  test('Prettify formats the operation and its variables', async () => {
    await typeOperation(page, 'query Pretty($n:Int){shopOrders(first:$n){totalCount}}');
    await page.click('#tab-variables');
    await page.click('#panel-variables .view-lines');
    await page.keyboard.type('{"n":1}');
    await page.click('[aria-label="Prettify"]');
    await expect.poll(() => operationOf(page)).toMatch(/^query Pretty\(\$n: Int\) \{\s+shopOrders\(first: \$n\)/);
    await textOf('#panel-variables').toContain('"n": 1');
    await page.click('#panel-variables .view-lines');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
  });

  test('a link opens the operation, once', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await typeOperation(page, 'query Shared($n: Int!) { shopOrders(first: $n) { totalCount } }');
    await page.click('#tab-variables');
    await page.click('#panel-variables .view-lines');
    await page.keyboard.type('{"n": 3}');
    await page.click('[aria-label="Copy link to this operation"]');
    await textOf('.copied >> nth=1').toBe('Copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.split('#')[0]).toBe(address());
    await openGraphiql(other, link);
    await expect.poll(() => operationOf(other)).toContain('query Shared($n: Int!)');
    expect(await other.textContent('#panel-variables')).toContain('3');
    expect(other.url()).toBe(address());
    await openGraphiql(other, link);
    await other.reload();
    await other.waitForSelector('.operation-tabs li');
    expect(await other.locator('.operation-tabs li').count()).toBe(1);
  });

  test('a subscription is a log of events, with times and the state of the connection', async () => {
    await typeOperation(page, '{ nosuchfield }');
    await page.click('#run');
    await textOf('.outcome').toContain('1 error');
    await typeOperation(page, 'subscription Changes { shopOrderChanged { event name } }');
    await page.click('#run');
    await textOf('.stream').toBe('Connected');
    expect(await page.locator('.outcome').count()).toBe(0);
    await createChangeSender(gateway)('UPDATE', 'SO-2026-00001');
    await textOf('.events li.next').toMatch(/^\d\d:\d\d:\d\d\.\d{3}\{[\s\S]*"name": "SO-2026-00001"/);
    expect(await page.textContent('#tab-events')).toBe('Events1');
    // A new tab ends the subscription, and has a log of its own.
    const tab = await tabsOf();
    await page.click('[aria-label="New operation"]');
    await textOf('#tab-events').toBe('Events');
    await textOf('.stream').toBe('Not connected');
    // A starter query runs at once, in a further tab if this one has another operation.
    await page.click('#tab-answer');
    await typeOperation(page, '{ me { user } }');
    await page.click('.card >> nth=0');
    await textOf('#panel-answer').toContain('totalCount');
    await textOf('#tab-calls').toBe('Calls5');
    await expect.poll(tabsOf).toBe(tab + 2);
    await page.click(`.operation-tabs li:nth-child(${tab}) button >> nth=0`);
    await textOf('#tab-events').toBe('Events1');
    await textOf('#tab-calls').toBe('Calls');
    for (const _ of ['the starter', 'the other']) await page.click(`.operation-tabs li:nth-child(${tab + 1}) .close`);
    await textOf('#run').toContain('Run');
  });

  test('a connection that breaks is logged at once and made again: no change and nothing typed is lost', async () => {
    await using proxy = await startFaultProxy(gateway.gateway);
    const send = createChangeSender(gateway);
    const textAt = (selector: string) => expect.poll(async () => withSpaces(await other.textContent(selector)), WAIT);
    const logged = () => other.locator('.events li').allTextContents();
    await openGraphiql(other, `${proxy.url}/graphql`);
    await other.click('#tab-headers');
    await other.click('#panel-headers .view-lines');
    await other.keyboard.insertText(JSON.stringify({ Authorization: gateway.site.authorization('carol') }));
    const query = 'subscription Changes($after: String) { shopOrderChanged(after: $after) { name resumeToken } }';
    await typeOperation(other, query);
    await other.click('#run');
    await textAt('.stream').toBe('Connected');
    await send('UPDATE', 'SO-2026-00003');
    await textAt('#tab-events').toBe('Events1');

    await proxy.setFault({ isRefusing: true });
    await textAt('.stream').toBe('Connecting …');
    const broke = /^\d\d:\d\d:\d\d\.\d{3}The connection broke\. Trying again in 1 s$/;
    expect((await logged()).filter((line) => broke.test(line))).toHaveLength(1);
    await send('UPDATE', 'SO-2026-00004');
    await typeOperation(other, `${query} # typed meanwhile`);
    await textAt('.events li >> nth=0').toMatch(/\d{3}No connection\. Trying again in \d+ s$/);

    await proxy.setFault(null);
    await textAt('.stream').toBe('Connected');
    await textAt('#tab-events').toBe('Events2');
    const [change, connected] = await logged();
    expect(change).toMatch(/^\d\d:\d\d:\d\d\.\d{3}[\s\S]*SO-2026-00004/);
    expect(connected).toMatch(/\d{3}Connected$/);
    expect(await operationOf(other)).toBe(`${query} # typed meanwhile`);
    expect(await other.textContent('#panel-headers')).toContain('token');
    await other.click('#run');
    await textAt('.stream').toBe('Not connected');
  });

  test('the docs are grouped by module, with the labels of the site first', async () => {
    await openPanel('Docs');
    const modules = await page.locator('.module summary').allTextContents();
    expect(modules.slice(0, 3).map((text) => text.replace(/\d+/, '').trim())).toEqual(['Contacts', 'Core', 'Custom']);
    await page.fill('.search input', 'shop order');
    await page.click('.entry:has-text("Shop Order") >> nth=0');
    await textOf('.docs h2').toBe('Shop Order');
    const [first] = await page.locator('.docs > .fields li').allTextContents();
    expect(first).toBe('Series Selectnaming_series: String');
    await page.click('.docs details:has-text("Reading") summary');
    await page.click('.docs .link:has-text("shopOrders")');
    await textOf('.docs').toContain('returns ShopOrderConnection');
    await openPanel('Docs');
  });

  test('keyboards reach everything: tabs by arrows, the dialog by Escape', async () => {
    await page.click('#tab-answer');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tab-calls');
    expect(await page.getAttribute('#tab-calls', 'aria-selected')).toBe('true');
    await page.focus('.halves > .split-border');
    const before = Number(await page.getAttribute('.halves > .split-border', 'aria-valuenow'));
    await page.keyboard.press('ArrowRight');
    expect(Number(await page.getAttribute('.halves > .split-border', 'aria-valuenow'))).toBeGreaterThan(before);
    await viewAs('');
    await page.focus('#sign-in');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sign-in:modal');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('user');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.sign-in', { state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('sign-in');
    await viewAs('carol@example.com');
  });

  test('everything that it needs is allowed, its workers too', async () => {
    await page.click('#tab-answer');
    await typeOperation(page, 'query Mine { me { user nosuchfield } }');
    // A worker validates the query by the schema.
    await page.waitForSelector('.editors .squiggly-error', WAIT);
    await typeOperation(page, ORDERS);
    await page.click('#run');
    await textOf('#panel-answer').toContain('"totalCount": 200');
    expect(page.workers().length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test('axe finds no barriers at three widths, light and dark, and nothing is wider than the window', async () => {
    for (const [width, colorScheme, names] of LOOKS) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      for (const name of names) {
        await openPanel(name);
        const at = `${width} ${colorScheme} ${name}`;
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), at).toBe(0);
        expect(await findBarriers(page), at).toEqual([]);
      }
    }
    await openPanel('Docs');
    await page.emulateMedia({ colorScheme: null });
  });

  test('axe finds no barriers in what opens: dialog, menu, note, starters, calls, code, history, docs, events', async () => {
    // The editors take on their colours a little later than the page.
    const showTheme = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      const editor = `.monaco-editor.${colorScheme === 'dark' ? 'vs-dark' : 'vs'}`;
      await page.waitForSelector(editor, { ...WAIT, state: 'attached' });
    };
    const assertOpen = async (within: string) => {
      await page.waitForSelector(within, WAIT);
      await showTheme('light');
      expect(await findBarriers(page, { within }), within).toEqual([]);
      // Only colours are others.
      await showTheme('dark');
      expect(await findBarriers(page, { within, rules: ['color-contrast'] }), `${within}, dark`).toEqual([]);
    };
    await page.setViewportSize({ width: 1440, height: 900 });
    await viewAs('');
    await typeOperation(page, ORDERS);
    await page.click('#run');
    await page.click('.note button');
    await page.fill('[name=user]', 'carol@example.com');
    await page.fill('[name=password]', 'wrong');
    await page.keyboard.press('Enter');
    await textOf('#sign-in-message').toBe('Invalid login credentials');
    await assertOpen('.sign-in');
    await page.keyboard.press('Escape');
    await assertOpen('.answer:has(.note)');
    await page.click('[aria-label="New operation"]');
    await page.click('#tab-answer');
    await assertOpen('.starters:has(.guest):has(.card)');
    await viewAs('carol@example.com');
    await page.click('#user');
    await textOf('#user-menu').toContain('Frappe 15');
    await assertOpen('.top:has(#user-menu:popover-open)');
    await page.keyboard.press('Escape');
    await typeOperation(page, ORDERS);
    await page.click('#run');
    await textOf('#panel-answer').toContain('totalCount');
    await page.click('#plan');
    await textOf('.calls').toContain('Nothing ran.');
    await assertOpen('.answer:has(#panel-plan .waterfall)');
    await page.click('#tab-run');
    await assertOpen('#panel-calls:has(#panel-run .waterfall)');
    await typeOperation(page, '{ me { user } }');
    await openPanel('Code');
    await page.click('#tab-react');
    await textOf('#panel-react').toContain('query Me { me { user } }');
    await assertOpen('.panel:has(#panel-react)');
    await openPanel('History');
    await page.click('.save button');
    await page.click('[aria-label="Copy link to this operation"]');
    await textOf('.copied >> nth=1').toBe('Copied');
    await assertOpen('.toolbar');
    await assertOpen('.panel:has(.save)');
    await openPanel('Docs');
    await page.click('.back');
    await page.fill('.search input', 'shop order');
    await assertOpen('.panel:has(.entry)');
    await page.click('.entry:has-text("Shop Order") >> nth=0');
    await assertOpen('.docs');
    await openPanel('Docs');
    await typeOperation(page, 'subscription Changes { shopOrderChanged { event name } }');
    await page.click('#run');
    await textOf('.stream').toBe('Connected');
    await createChangeSender(gateway)('UPDATE', 'SO-2026-00002');
    await assertOpen('.events:has(li.next)');
    await page.click('.operation-tabs .active .close');
    await page.click('#tab-answer');
    await page.emulateMedia({ colorScheme: null });
  });

  test('a phone shows the operation or its answer, and goes from one to the other', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openPanel('Query');
    await page.waitForSelector('#panel-answer', { state: 'hidden' });
    await page.click('#run');
    await page.waitForSelector('#panel-answer', { state: 'visible' });
    await page.waitForSelector('#run', { state: 'hidden' });
    await openPanel('Docs');
    await page.waitForSelector('#panel-answer', { state: 'hidden' });
    await openPanel('Query');
    await page.waitForSelector('#run', { state: 'visible' });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('the theme follows the system, or the choice of the user', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    await page.click('[aria-label^="Theme: system"]');
    const light = await background();
    expect(light).not.toBe(dark);
    await page.click('[aria-label^="Theme: light"]');
    expect(await background()).toBe(dark);
    await page.click('[aria-label^="Theme: dark"]');
    await page.emulateMedia({ colorScheme: null });
  });

  test('the page works in a browser that keeps nothing; on a phone, it starts with the starter queries', async () => {
    await other.setViewportSize({ width: 390, height: 844 });
    await other.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('The storage is switched off.', 'SecurityError');
        },
      }),
    );
    await other.goto(address());
    await other.waitForSelector('.card', WAIT);
    await other.setViewportSize({ width: 1440, height: 900 });
    await other.waitForSelector('.editors .view-lines');
    await typeOperation(other, '{ site { frappeVersion } }');
    await other.click('#run');
    await expect.poll(() => other.textContent('#panel-answer'), WAIT).toContain('15.');
  });

  test('a second visit loads the page alone', async () => {
    await openGraphiql(page, address());
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name, transferSize }) => /\/graphiql\/(?!site\.json)/.test(name) && transferSize > 0)
        .map(({ name }) => name),
    );
    expect(loaded).toEqual([]);
  });

  test('a script that somebody brings into the page does not run', async () => {
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.ran = true');
      image.src = '/nowhere';
      document.body.append(image);
      await new Promise((resolve) => image.addEventListener('error', resolve));
      const sent = await fetch('https://foreign.example/', { mode: 'no-cors' }).catch(() => 'refused');
      return { ran: 'ran' in window, sent };
    });
    expect(outcome).toEqual({ ran: false, sent: 'refused' });
    expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(3);
  });

  test('a page of another origin cannot show it in a frame', async () => {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(`<iframe src="${address()}"></iframe><p>around</p>`),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const around = await context.newPage();
    await around.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await expect.poll(() => complaints.join()).toContain('frame-ancestors');
    expect(await around.frames()[1]?.$('#root')).toBeFalsy();
    server.closeAllConnections();
    server.close();
  });
});

/** The text in the editor of the operation. */
async function operationOf(page: Page): Promise<string> {
  return withSpaces(await page.textContent('.tools > .split-first .view-lines'));
}

/** The editor draws other spaces. */
function withSpaces(text: string | null): string {
  return (text ?? '').replaceAll('\u00a0', ' ');
}
