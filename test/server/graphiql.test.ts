import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { toSchemaModel } from '../../src/schema/model/schema-model.ts';
import { type StarterQuery, startersOf } from '../../src/server/graphiql/starter-queries.ts';
import { readErpnextSite, WITHOUT_ERPNEXT } from '../support/erpnext.ts';
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
const addressesIn = (text: string) =>
  [...text.matchAll(/(?:"|&quot;)(graphiql\/[\w.-]+)(?:"|&quot;)/g)].map((match) => `/${match[1]}`);

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
    expect(new Set(files.map((path) => path.split('.').at(-1)))).toEqual(new Set(['js', 'css', 'svg']));
    const others = textOf(await get(files.find((path) => path.includes('/main.')) ?? ''));
    const loaded = [...others.matchAll(/import\((?:"|'|`)\.\/([\w.-]+)/g)].map((match) => `/graphiql/${match[1]}`);
    expect(loaded.length).toBeGreaterThan(0);
    for (const path of new Set([...files, ...loaded])) {
      const plain = await get(path);
      expect(plain).toMatchObject({
        status: 200,
        headers: { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' },
      });
      for (const coding of ['gzip', 'br', 'zstd']) {
        const { headers, bytes } = await get(path, { 'accept-encoding': coding });
        expect(headers).toMatchObject({ 'content-encoding': coding, 'content-length': String(bytes.length) });
        if (plain.bytes.length > 2_000) expect(bytes.length).toBeLessThan(plain.bytes.length * 0.6);
      }
      const head = await get(path, {}, 'HEAD');
      expect(head.headers['content-length']).toBe(String(plain.bytes.length));
      expect(head.bytes.length).toBe(0);
      expect((await get(path, { 'if-none-match': plain.headers.etag ?? '' })).status).toBe(304);
    }
  }, 30_000);

  test('that do not exist are 404', async () => {
    for (const path of ['/graphiql/', '/graphiql/main.js', '/graphiql/files.json', '/graphiql/../package.json'])
      expect((await get(path)).status).toBe(404);
  });

  test('are not there where GraphiQL is switched off', async () => {
    const [path = ''] = addressesIn(textOf(await openPage()));
    await using closed = await startTestGateway({}, { GRAPHIQL: '0' });
    expect((await sendRaw(closed.gateway.url + path)).status).toBe(404);
  });
});

describe('the starter queries', () => {
  test.each([14, 15, 16, 17] as const)('fit the site, and carol can run them on v%i', async (version) => {
    await using own = await startTestGateway({ version });
    const { site, starters } = await readSite(own);
    expect(site).toBe(new URL(own.site.url).host);
    expect(starters.map(({ doctype, about }) => `${doctype}: ${about}`)).toEqual([
      'Shop Order: The newest five, with Customer and Items',
      'Shop Customer: Any three, with the documents that link to them: Shop Order and Shop Item',
      'Shop Order: How many of them have each Status',
    ]);
    for (const { query } of starters) {
      const { data, errors } = await own.query(query, { as: 'carol' });
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).toMatch(/"name":|"count":/);
    }
  });

  const skipped = WITHOUT_ERPNEXT === null ? '' : ` (skipped: ${WITHOUT_ERPNEXT})`;
  test.skipIf(skipped !== '')(`show ERPNext's documents by their titles, and checks last${skipped}`, () => {
    const starters = startersOf(toSchemaModel(readErpnextSite().doctypes, DEFAULT_SCHEMA_CONFIG));
    expect(starters.map(({ doctype }) => doctype)).toEqual(['Project', 'Company', 'Project']);
    expect(starters[0]?.query).toContain('company { company_name }');
    expect(starters[1]?.query).toMatch(/name\s+company_name\s+abbr\s+valuation_method\s+is_group/);
  });

  test('are made of the DocTypes that the schema has, even if there are hardly any', async () => {
    const configured = async (include: Record<string, string[]>) => {
      const file = join(await mkdtemp(join(tmpdir(), 'starters-')), 'config.json');
      await writeFile(file, JSON.stringify({ include }));
      return startTestGateway({}, { SCHEMA_CONFIG_FILE: file });
    };
    await using customers = await configured({ doctypes: ['Shop Region'] });
    expect((await readSite(customers)).starters.map(({ doctype }) => doctype)).toEqual(['Shop Region']);
    await using users = await configured({ doctypes: ['User'] });
    const { starters } = await readSite(users);
    expect(starters.map(({ doctype }) => doctype)).toContain('User');
    for (const { query } of starters) expect((await users.query(query)).errors).toBeUndefined();
  });

  test('and the name of the site are for those who may see the schema', async () => {
    await using closed = await startTestGateway({}, { INTROSPECTION: 'signed-in' });
    const read = (as?: 'bob') =>
      fetch(
        `${closed.gateway.url}/graphiql/site.json`,
        as && { headers: { authorization: closed.site.authorization(as) } },
      );
    expect((await read()).status).toBe(401);
    expect(await (await read()).json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await read('bob')).status).toBe(200);
    await using hidden = await startTestGateway({}, { INTROSPECTION: 'off' });
    expect((await fetch(`${hidden.gateway.url}/graphiql/site.json`)).status).toBe(403);
  });
});

/** The site as the page shows it. */
async function readSite({ gateway }: TestGateway): Promise<{ site: string; starters: StarterQuery[] }> {
  const response = await fetch(`${gateway.url}/graphiql/site.json`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as { site: string; starters: StarterQuery[] };
}

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
