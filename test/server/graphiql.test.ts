import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw, textOf } from '../support/raw-request.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  sendRaw(`${gateway.gateway.url}${path}`, { method, headers });
const openPage = (headers: Record<string, string> = {}) => get('/graphql', { accept: 'text/html', ...headers });
const addressesIn = (text: string) => [...text.matchAll(/"(graphiql\/[\w.-]+)"/g)].map((match) => `/${match[1]}`);

describe('the page of GraphiQL', () => {
  test('is small, and is asked for again by its ETag', async () => {
    const page = await openPage();
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } });
    expect(page.bytes.length).toBeLessThan(4096);
    const { etag = '' } = page.headers;
    const again = await openPage({ 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, headers: { etag } });
    expect(again.bytes.length).toBe(0);
    expect((await openPage({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('allows scripts from its own files alone, and no frames', async () => {
    const { headers } = await openPage();
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });
});

describe('the files of GraphiQL', () => {
  test('are kept by browsers, because their names hold their hashes, and are sent compressed', async () => {
    const files = addressesIn(textOf(await openPage()));
    const script = files.find((path) => path.endsWith('.js')) ?? '';
    const workers = addressesIn(textOf(await get(script)));
    expect(files).toHaveLength(3);
    expect(workers).toHaveLength(3);
    for (const path of [...files, ...workers]) {
      const plain = await get(path);
      expect(plain).toMatchObject({
        status: 200,
        headers: { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' },
      });
      for (const coding of ['gzip', 'br', 'zstd']) {
        const { headers, bytes } = await get(path, { 'accept-encoding': coding });
        expect(headers).toMatchObject({ 'content-encoding': coding, 'content-length': String(bytes.length) });
        expect(bytes.length).toBeLessThan(plain.bytes.length * 0.6);
      }
      const head = await get(path, {}, 'HEAD');
      expect(head.headers['content-length']).toBe(String(plain.bytes.length));
      expect(head.bytes.length).toBe(0);
      expect((await get(path, { 'if-none-match': plain.headers.etag ?? '' })).status).toBe(304);
    }
  }, 30_000);

  test('that do not exist are 404', async () => {
    for (const path of ['/graphiql/', '/graphiql/graphiql.js']) expect((await get(path)).status).toBe(404);
  });

  test('are not there where GraphiQL is switched off', async () => {
    const [path = ''] = addressesIn(textOf(await openPage()));
    await using closed = await startTestGateway({}, { GRAPHIQL: '0' });
    expect((await sendRaw(closed.gateway.url + path)).status).toBe(404);
  });
});

test.each([
  '/health',
  '/ready',
  '/',
  '/nowhere',
  '/graphql',
  '/files/none.txt',
  '/auth/login',
  '/webhooks/frappe/events/x',
])('an answer to %s is not taken for another type, and its address stays here', async (path) => {
  expect((await get(path)).headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
});
