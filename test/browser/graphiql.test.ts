import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowser, WITHOUT_BROWSER } from '../support/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const TIMEOUT = 60_000;

const reason = WITHOUT_BROWSER;
if (reason !== null) test('a real browser', (context) => context.skip(reason));

describe.runIf(reason === null)('GraphiQL in a real browser', () => {
  let browser: Browser;
  let gateway: TestGateway;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    browser = await startBrowser();
    gateway = await startTestGateway();
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await gateway?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext();
    context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    context.on('weberror', (error) => complaints.push(String(error.error())));
  });
  afterEach(() => context.close());

  const openPage = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${gateway.gateway.url}/graphql`);
    await page.waitForSelector('.graphiql-query-editor .view-lines');
    return page;
  };

  test('everything that it needs is allowed, its workers too', { timeout: TIMEOUT }, async () => {
    const page = await openPage();
    await page.click('.graphiql-query-editor .view-lines');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('query Mine { me { user nosuchfield } }');
    // A worker validates the query by the schema.
    await page.waitForSelector('.graphiql-query-editor .squiggly-error', { timeout: 20_000 });
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('query Mine { me { user } }');
    await page.click('.graphiql-execute-button');
    await expect.poll(() => page.textContent('.graphiql-response'), { timeout: 20_000 }).toMatch(/"me":\snull/);
    expect(page.workers().length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test('a second visit loads the page alone', { timeout: TIMEOUT }, async () => {
    await openPage();
    const page = await openPage();
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name, transferSize }) => name.includes('/graphiql/') && transferSize > 0)
        .map(({ name }) => name),
    );
    expect(loaded).toEqual([]);
  });

  test('a script that somebody brings into the page does not run', { timeout: TIMEOUT }, async () => {
    const page = await openPage();
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

  test('a page of another origin cannot show it in a frame', { timeout: TIMEOUT }, async () => {
    const server = createServer((_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<iframe src="${gateway.gateway.url}/graphql"></iframe><p>around</p>`),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await expect.poll(() => complaints.join()).toContain('frame-ancestors');
    expect(await page.frames()[1]?.$('#root')).toBeFalsy();
    server.closeAllConnections();
    server.close();
  });
});
