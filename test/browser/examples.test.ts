import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_OTP, DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { type Announcer, startAnnouncer } from '../support/announcer.ts';
import { type BuiltExample, serveExample } from '../support/built-example.ts';
import { startBrowser, WITHOUT_BROWSER } from '../support/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ENV = {
  OAUTH_CLIENT_ID: 'demo-client',
  OAUTH_CLIENT_SECRET: 'demo-client-secret',
  SESSION_SECRET: 'a secret of at least 32 characters',
  WEBHOOK_SECRET: 'topsecret',
};
const TIMEOUT = 60_000;
const USER = 'carol@example.com';

const reason = WITHOUT_BROWSER;
if (reason !== null) test('the examples in a real browser', (context) => context.skip(reason));

let browser: Browser;
let running: TestGateway;
let announcer: Announcer;

beforeAll(async () => {
  if (reason !== null) return;
  [browser, running] = await Promise.all([startBrowser(), startTestGateway({ version: 15 }, ENV)]);
  announcer = startAnnouncer(running.gateway, 'Shop Order', ENV.WEBHOOK_SECRET);
}, TIMEOUT);
afterAll(async () => {
  await browser?.close();
  await running?.[Symbol.asyncDispose]();
});

describe.runIf(reason === null).each(['react', 'vue'])('examples/%s', (framework) => {
  let example: BuiltExample;
  let context: BrowserContext;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    example = await serveExample(framework, running.gateway.url);
    running.site.oauth.redirectUris.add(`${example.url}/auth/callback`);
    context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
  }, TIMEOUT);
  afterAll(async () => {
    await context?.close();
    await example?.[Symbol.asyncDispose]();
  });

  // One page for all tests, because a new one starts a process. Nothing that it keeps stays.
  beforeEach(async () => {
    await page.goto(example.url);
  });
  afterEach(async () => {
    running.site.fault = undefined;
    // An error without scripts.
    await page.goto(`${example.url}/files/none`);
    await page.evaluate(() => [localStorage.clear(), sessionStorage.clear()]);
    await context.clearCookies();
    expect(failures.splice(0)).toEqual([]);
  });

  test('a user signs in by password, with a second factor, and out', { timeout: TIMEOUT }, async () => {
    await signIn(page, 'wrong');
    await page.getByRole('alert').getByText('Invalid login credentials').waitFor();
    running.site.signIn.otpUsers.add(USER);
    try {
      await signIn(page);
      await page.fill('[name=otp]', DEMO_OTP);
      await page.click('button[type=submit]');
      await page.getByText(USER).waitFor();
    } finally {
      running.site.signIn.otpUsers.clear();
    }
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('a user signs in at the site, and comes back', { timeout: TIMEOUT }, async () => {
    await page.getByRole('link', { name: 'Sign in at the site' }).click();
    await page.fill('[name=usr]', USER);
    await page.fill('[name=pwd]', DEMO_PASSWORD);
    await page.click('button');
    await page.getByText(USER).waitFor();
    expect(page.url()).toBe(`${example.url}/`);
  });

  test('the list has pages and a filter, and shows changes of others', { timeout: TIMEOUT }, async () => {
    await signIn(page);
    await page.getByText('Changes: open').waitFor();
    const names = () => page.locator('tbody button').allTextContents();
    await page.getByText(/^2\d\d orders$/).waitFor();
    const first = await names();
    expect(first).toHaveLength(10);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Page 2').waitFor();
    await expect.poll(names).not.toEqual(first);
    expect((await names()).filter((name) => first.includes(name))).toEqual([]);
    await page.getByRole('button', { name: 'Previous' }).click();
    await expect.poll(names).toEqual(first);
    await page.getByLabel('Status').selectOption('Draft');
    await expect.poll(() => page.locator('tbody tr td:nth-child(4)').allTextContents()).not.toContain('Open');
    const name = await createOrder();
    await announcer.announce(name);
    await page.getByRole('button', { name }).waitFor();
  });

  test('fields and rows are edited, refused at their place, and submitted', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    await page.getByLabel('Delivery note').fill('At the door');
    await page.getByRole('button', { name: 'Add row' }).click();
    await page.getByLabel('Item 2').fill('ITEM-NONE');
    await page.getByLabel('Qty 2').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await errorAt(page, 'items.1.item').filter({ hasText: 'ITEM-NONE' }).waitFor();
    // Nothing is lost.
    expect(await page.getByLabel('Delivery note').inputValue()).toBe('At the door');
    await page.getByLabel('Item 2').fill('ITEM-0002');
    await expect.poll(() => page.locator('datalist option').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => isEnabled(page, 'Submit')).toBe(true);
    expect(await rowsOf(name)).toMatchObject({ delivery_note: 'At the door', items: [{ qty: 1 }, { qty: 3 }] });
    await page.getByRole('button', { name: 'Remove 1' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await rowsOf(name)).items.length).toBe(1);
    await expect.poll(() => isEnabled(page, 'Submit')).toBe(true);
    await page.getByRole('button', { name: 'Submit' }).click();
    await errorAt(page, 'delivery_date').getByText('Delivery Date is required before submitting').waitFor();
    await page.getByLabel('Delivery date').fill('2030-02-01');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => isEnabled(page, 'Submit')).toBe(true);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('SUBMITTED').waitFor();
    expect(await page.getByRole('button', { name: 'Submit' }).count()).toBe(0);
  });

  test('each error has a place, and nothing typed is lost by one', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    const note = page.getByLabel('Delivery note');
    await note.fill('Typed');
    refuseSaves(['delivery_date', 'delivery_note', 'items', 'grand_total', 'tax_total']);
    await page.getByRole('button', { name: 'Save' }).click();
    for (const path of ['delivery_date', 'delivery_note', 'items', 'grand_total']) {
      await errorAt(page, path).getByText(`${path} is wrong`).waitFor();
    }
    // It has no place in the form.
    await page.getByRole('alert').getByText('tax_total is wrong').waitFor();
    expect(await note.evaluate((input) => getComputedStyle(input).outlineStyle)).toBe('solid');
    running.site.fault = undefined;

    for (const name of ['Back', 'Sign out']) {
      page.once('dialog', (dialog) => void dialog.dismiss());
      await page.getByRole('button', { name }).click();
      expect(await note.inputValue()).toBe('Typed');
    }

    // The session ends.
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('dialog').getByText(`Sign in as ${USER} to keep`).waitFor();
    expect(await note.inputValue()).toBe('Typed');
    await signIn(page);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('Qty 1').fill('0');
    await page.getByLabel('Rate 1').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => rowsOf(name)).toMatchObject({ delivery_note: 'Typed', items: [{ qty: 0 }] });
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);

    await note.fill('Not to be kept');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByLabel('Status').waitFor();
  });

  test('a save is in the list at once, and taken back if it is refused', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    const saves = Promise.withResolvers<void>();
    running.site.fault = async ({ method }) => {
      if (method !== 'PUT') return undefined;
      await saves.promise;
      return { status: 417, body: JSON.stringify({ exc_type: 'ValidationError' }) };
    };
    await page.getByLabel('Customer').fill('CUST-00002');
    await page.getByRole('button', { name: 'Save' }).click();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Back' }).click();
    const customer = page.getByRole('row', { name }).locator('td:nth-child(3)');
    await customer.getByText('CUST-00002').waitFor();
    saves.resolve();
    await customer.getByText('Bolt Works 1').waitFor();
    running.site.fault = undefined;
  });

  test('a conflict shows both versions, and nothing typed is lost', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    await page.getByLabel('Delivery note').fill('Mine');
    await page.getByLabel('Qty 1').fill('7');
    await updateOrder(name, { delivery_note: 'Theirs', delivery_date: '2026-12-24' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Keep mine: Mine' }).waitFor();
    expect(await page.getByLabel('Delivery date').inputValue()).toBe('2026-12-24');
    expect(await isEnabled(page, 'Save')).toBe(false);
    await page.getByRole('button', { name: 'Take theirs: Theirs' }).click();
    expect(await page.getByLabel('Delivery note').inputValue()).toBe('Theirs');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => rowsOf(name))
      .toMatchObject({ delivery_note: 'Theirs', delivery_date: '2026-12-24', items: [{ qty: 7 }] });
  });

  test('a change of somebody else comes into the open form', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    await page.getByLabel('Qty 1').fill('9');
    await updateOrder(name, { delivery_note: 'News' });
    await expect
      .poll(
        async () => {
          await announcer.announce(name);
          return page.getByLabel('Delivery note').inputValue();
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe('News');
    expect(await page.getByLabel('Qty 1').inputValue()).toBe('9');
  });

  test('a file is sent with progress, and can be cancelled', { timeout: TIMEOUT }, async () => {
    const name = await createOrder();
    await signIn(page);
    await openOrder(page, name);
    const devtools = await context.newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.alloc(400_000, 'x') };
    await page.getByLabel('Attach a file').setInputFiles(file);
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: 'plan' }).count()).toBe(0);
    await page.getByLabel('Attach a file').setInputFiles(file);
    await expect.poll(() => progressOf(page)).toBeGreaterThan(0.1);
    const link = page.getByRole('link', { name: 'plan' });
    await link.waitFor();
    const size = await page.evaluate(
      async (url) => (await (await fetch(url)).text()).length,
      String(await link.getAttribute('href')),
    );
    expect(size).toBe(file.buffer.length);
  });
});

async function signIn(page: Page, password = DEMO_PASSWORD): Promise<void> {
  await page.fill('[name=user]', USER);
  await page.fill('[name=password]', password);
  await page.click('button[type=submit]');
}

/** The error of a field, at its place. */
function errorAt(page: Page, path: string): Locator {
  return page.locator(`[id="error-${path}"]`);
}

/** Has the site miss some fields of every document. */
function refuseSaves(fieldnames: readonly string[]): void {
  const messages = fieldnames.map((fieldname) => JSON.stringify({ message: `${fieldname} is wrong` }));
  const exception = `frappe.exceptions.MandatoryError: [Shop Order, SO]: ${fieldnames.join(', ')}`;
  const body = JSON.stringify({
    exc_type: 'MandatoryError',
    exception,
    _server_messages: JSON.stringify(messages),
  });
  running.site.fault = ({ method }) => (method === 'PUT' ? { status: 417, body } : undefined);
}

async function openOrder(page: Page, name: string): Promise<void> {
  await page.getByLabel('Status').selectOption('Draft');
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
}

function isEnabled(page: Page, name: string): Promise<boolean> {
  return page.getByRole('button', { name }).isEnabled();
}

async function progressOf(page: Page): Promise<number> {
  const value = await page.evaluate(() => document.querySelector('progress')?.value);
  return value ?? 0;
}

let created = 0;

/** A draft that is later than all others, and first in the list. */
async function createOrder(): Promise<string> {
  created += 1;
  const date = `2030-01-${String(created).padStart(2, '0')}`;
  const input = `{ customer: "CUST-00001", order_date: "${date}", items: [{ item: "ITEM-0001", qty: 1, rate: 5 }] }`;
  const { data } = await running.query(`mutation { createShopOrder(input: ${input}) { shopOrder { name } } }`, {
    as: 'carol',
  });
  return data.createShopOrder.shopOrder.name;
}

async function updateOrder(name: string, input: Record<string, string>): Promise<void> {
  const query =
    'mutation ($name: ID!, $input: ShopOrderInput!) { updateShopOrder(name: $name, input: $input) { shopOrder { name } } }';
  const { errors } = await running.query(query, { as: 'carol', variables: { name, input } });
  expect(errors).toBeUndefined();
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
async function rowsOf(name: string): Promise<any> {
  const query = 'query ($name: ID!) { shopOrder(name: $name) { delivery_note delivery_date items { qty } } }';
  return (await running.query(query, { as: 'carol', variables: { name } })).data.shopOrder;
}
