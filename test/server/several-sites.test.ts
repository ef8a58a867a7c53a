import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { buildSchema } from '../../src/features/build-schema.ts';
import { startGateway, startSites } from '../../src/gateway.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { createSharedSchemas } from '../../src/server/site/shared-schemas.ts';
import { readSites } from '../../src/sites.ts';
import { createLeakWatch } from '../support/leak-watch.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const VERSION = '{ site { frappeVersion } }';

describe('a gateway before several sites', () => {
  test('answers for the site of the host name, and for no other host', async () => {
    await using shop = await startShops();
    expect((await shop.ask('old.example', VERSION)).data.site.frappeVersion).toMatch(/^14\./);
    expect((await shop.ask('New.Example.:8443', VERSION)).data.site.frappeVersion).toMatch(/^17\./);
    shop.clear();
    const answer = await shop.ask('other.example', VERSION);
    expect(answer).toEqual({
      status: 421,
      errors: [{ message: 'No site is served under this host name.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(shop.requests()).toEqual([]);
  });

  test('has metrics of each of them', async () => {
    await using shop = await startShops({ METRICS_TOKEN: 'a token of the metrics' });
    const authorization = 'Bearer a token of the metrics';
    const text = await (await fetch(`${shop.url}/metrics`, { headers: { authorization } })).text();
    for (const site of ['old', 'new']) expect(text).toContain(`frappe_site_up{site="${site}"} 1`);
    const ready = await (await fetch(`${shop.url}/ready`)).text();
    expect(ready).toContain('"site":"up"');
    expect(ready).not.toContain('old');
  });

  test('believes the header that names the site only where a trusted proxy sent it', async () => {
    await using open = await startShops();
    expect((await open.ask('old.example', VERSION, { 'x-shop': 'new' })).data.site.frappeVersion).toMatch(/^14\./);
    await using proxied = await startShops({ TRUSTED_PROXIES: '127.0.0.1' });
    expect((await proxied.ask('old.example', VERSION, { 'x-shop': 'new' })).data.site.frappeVersion).toMatch(/^17\./);
    expect((await proxied.ask('old.example', VERSION, { 'x-shop': 'none' })).status).toBe(421);
  });

  test('sends a credential to the site that was asked for, and to no other', async () => {
    await using shop = await startShops();
    shop.clear();
    const query = '{ shopTags(first: 1) { nodes { name } } }';
    const authorization = shop.sites.new.authorization('carol');
    await shop.ask('new.example', query, { authorization });
    expect(shop.sites.new.requests.length).toBe(1);
    expect(shop.sites.old.requests).toEqual([]);
  });

  test('keeps the sessions of its sites apart, where a header chooses among them under one host name', async () => {
    await using shop = await startShops({ TRUSTED_PROXIES: '127.0.0.1' });
    const login = `mutation { login(user: "alice@example.com", password: "${DEMO_PASSWORD}") { me { user } } }`;
    const at = (site: 'old' | 'new', query: string, cookie = '') =>
      shop.post({ 'x-shop': site, origin: shop.url, cookie }, query);
    const signedIn = await at('old', login);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^frappe_session_/);
    const who = async (site: 'old' | 'new') =>
      ((await (await at(site, '{ me { user } }', cookie)).json()) as Answer).data;
    expect(await who('old')).toEqual({ me: { user: 'alice@example.com' } });
    shop.clear();
    expect(await who('new')).toEqual({ me: null });
    expect(shop.requests()).toEqual([]);
  });

  test('takes no cookie of a site for one that has no host name of its own', () => {
    const env = { FRAPPE_API_KEY: 'key', FRAPPE_API_SECRET: 'secret' };
    const own = { FRAPPE_URL: 'http://erp.example' };
    const file = sitesFile(
      {
        named: { hosts: ['erp.example'], env: own },
        chosen: { hosts: [], env: own },
        told: { hosts: [], env: { ...own, SITE_COOKIE: 'true' } },
      },
      'X-Shop',
    );
    const { sites } = readSites({ ...env, SITES_FILE: file });
    expect(sites.map(({ config }) => config.takesSiteCookie)).toEqual([true, false, true]);
  });

  test("reads a site's own secret from a file in place of the one of the environment", () => {
    const secretFile = join(mkdtempSync(join(tmpdir(), 'gateway-sites-')), 'secret');
    writeFileSync(secretFile, 'own\n');
    const env = { FRAPPE_API_KEY: 'key', FRAPPE_API_SECRET: 'common' };
    const own = { FRAPPE_URL: 'http://erp.example', FRAPPE_API_SECRET_FILE: secretFile };
    const other = { FRAPPE_URL: 'http://shop.example' };
    const file = sitesFile({ a: { hosts: ['a.example'], env: own }, b: { hosts: ['b.example'], env: other } });
    const { sites } = readSites({ ...env, SITES_FILE: file });
    expect(sites.map(({ config }) => config.account.apiSecret)).toEqual(['own', 'common']);
  });

  test('serves the others while one cannot be read, and that one as soon as it can', async () => {
    await using first = await startDemoSite({ version: 15, scale: 'small' });
    const gone = await startDemoSite({ version: 16, scale: 'small' });
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const file = sitesFile({ there: site(first, ['there.example']), gone: site(gone, ['gone.example']) });
    const gateway = await startSites(readSites({ ...quiet(first), METADATA_POLL_SECONDS: '1', SITES_FILE: file }));
    try {
      expect((await ask(gateway.url, 'there.example', VERSION)).data.site.frappeVersion).toMatch(/^15\./);
      expect(await ask(gateway.url, 'gone.example', VERSION)).toEqual({
        status: 503,
        errors: [{ message: 'The site cannot be reached at present.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
      });
      await using back = await startDemoSite({ version: 16, scale: 'small', port });
      await expect
        .poll(async () => (await ask(gateway.url, 'gone.example', VERSION)).status, { timeout: 15_000 })
        .toBe(200);
      expect(back.requests.length).toBeGreaterThan(0);
    } finally {
      await gateway.close();
    }
  });
});

describe('the schemas of several sites', () => {
  test('are one for equal models, and their own for others', async () => {
    await using demo = await startDemoSite({ version: 15, scale: 'small' });
    const gateway = await startGateway(readConfig(gatewayEnv(demo)));
    const model = gateway.site.current().site;
    await gateway.close();
    const schemas = createSharedSchemas();
    const copy = { ...model, doctypes: new Map(structuredClone([...model.doctypes])) };
    const build = async (...given: Parameters<typeof buildSchema>) => buildSchema(...given);
    const first = await schemas(model, DEFAULT_SCHEMA_CONFIG, build);
    expect(await schemas(copy, DEFAULT_SCHEMA_CONFIG, build)).toBe(first);
    const less = { ...model, doctypes: new Map([...model.doctypes].filter(([name]) => name !== 'Shop Tag')) };
    expect(await schemas(less, DEFAULT_SCHEMA_CONFIG, build)).not.toBe(first);
    const elsewhere = { ...model, info: { ...model.info, timeZone: 'Europe/Berlin' } };
    expect(await schemas(elsewhere, DEFAULT_SCHEMA_CONFIG, build)).not.toBe(first);
    const camel = { ...DEFAULT_SCHEMA_CONFIG, fieldNames: 'camelCase' as const };
    expect(await schemas(model, camel, build)).not.toBe(first);
  });
});

describe('the file of sites', () => {
  const env = { FRAPPE_URL: 'http://a', FRAPPE_API_KEY: 'k', FRAPPE_API_SECRET: 's3cret', SECRET_OF_B: 'b-secret' };

  test('lays the settings of a site over those of the environment', () => {
    const own = { FRAPPE_URL: 'http://b', FRAPPE_API_SECRET: '$SECRET_OF_B', MAX_PAGE_SIZE: '7' };
    const file = sitesFile({ a: { hosts: ['a.example'], env: {} }, b: { hosts: ['B.example'], env: own } });
    const { sites } = readSites({ ...env, SITES_FILE: file });
    expect(
      sites.map(({ name, hosts, config }) => [name, hosts, config.site.url.href, config.account.apiSecret]),
    ).toEqual([
      ['a', ['a.example'], 'http://a/', 's3cret'],
      ['b', ['b.example'], 'http://b/', 'b-secret'],
    ]);
    expect(sites.map(({ config }) => config.maxPageSize)).toEqual([500, 7]);
    expect(sites.map(({ config }) => config.snapshotFile)).toEqual([
      '.cache/a/site-model.json.gz',
      '.cache/b/site-model.json.gz',
    ]);
  });

  test('lays no blank setting of a site over the one of the environment, or its own default', () => {
    const own = { FRAPPE_URL: 'http://b', INTROSPECTION: '', SITE_COOKIE: ' ', EVENT_LOG_FILE: '' };
    const file = sitesFile({ b: { hosts: [], env: own } }, 'X-Shop');
    const [site] = readSites({ ...env, INTROSPECTION: 'off', SITES_FILE: file }).sites;
    expect(site?.config).toMatchObject({
      introspection: 'off',
      takesSiteCookie: false,
      events: { logFile: '.cache/b/events.jsonl' },
    });
  });

  test('without it, the environment has one site that every host stands for', () => {
    expect(readSites(env)).toMatchObject({ header: null, sites: [{ name: null, hosts: [] }] });
  });

  test.each<[string, unknown, RegExp]>([
    ['no site', { sites: {} }, /: sites: is empty\. Add a site\.$/],
    ['a name with other signs', { sites: { 'a b': { env: {} } } }, /: sites\.a b: /],
    ['a site without a host', { sites: { a: { env: {} } } }, /: sites\.a: hosts: is empty\. Add a host name\.$/],
    [
      'one host twice',
      { sites: { a: { hosts: ['x.example'], env: {} }, b: { hosts: ['X.example'], env: {} } } },
      /: sites\.b: x\.example is also a host of a\.$/,
    ],
    [
      'a setting of the process',
      { sites: { a: { hosts: ['a'], env: { PORT: '1' } } } },
      /: sites\.a: PORT applies to the whole process\. Set it as an environment variable\.$/,
    ],
    ['a wrong setting', { sites: { a: { hosts: ['a'], env: { MAX_PAGE_SIZE: 'x' } } } }, /: sites\.a: MAX_PAGE_SIZE: /],
    [
      'a missing secret',
      { sites: { a: { hosts: ['a'], env: { FRAPPE_API_SECRET: '$NOT_THERE' } } } },
      /: sites\.a: FRAPPE_API_SECRET: \$NOT_THERE is not set\.$/,
    ],
    [
      'a missing reference of a setting that has a default',
      { sites: { a: { hosts: ['a'], env: { INTROSPECTION: '$NOT_THERE' } } } },
      /: sites\.a: INTROSPECTION: \$NOT_THERE is not set\.$/,
    ],
    [
      'a mistyped setting',
      { sites: { a: { hosts: ['a'], env: { INTROSPECTON: 'false' } } } },
      /: sites\.a: INTROSPECTON is not a setting of the gateway\. Did you mean INTROSPECTION\?$/,
    ],
    ['a host with a port', { sites: { a: { hosts: ['a.example:443'], env: {} } } }, /hosts\.0: is not a host name/],
    ['a host that is an address', { sites: { a: { hosts: ['https://a.example'], env: {} } } }, /is not a host name/],
    ['an unknown entry', { sites: {}, header: 'x', more: 1 }, /more/],
  ])('with %s is refused in one line', (_what, content, message) => {
    const file = write(JSON.stringify(content));
    const error = thrownBy(() => readSites({ ...env, SITES_FILE: file }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(error.message).not.toContain('s3cret');
  });

  test('that does not exist or is not JSON is named', () => {
    expect(thrownBy(() => readSites({ ...env, SITES_FILE: '/no/such.json' })).message).toMatch(
      /^SITES_FILE: \/no\/such\.json does not exist\.$/,
    );
    const file = write('{');
    expect(thrownBy(() => readSites({ ...env, SITES_FILE: file })).message).toMatch(/sites\.json is not JSON: /);
    const twice = write('{"sites":{"a":{"hosts":["a"],"env":{}},"a":{"hosts":["b"],"env":{}}}}');
    expect(thrownBy(() => readSites({ ...env, SITES_FILE: twice })).message).toMatch(/: the key "a" appears twice/);
  });
});

interface Shops extends AsyncDisposable {
  sites: { old: DemoSite; new: DemoSite };
  url: string;
  ask: (host: string, query: string, headers?: Record<string, string>) => Promise<Answer>;
  /** Under the host name of the gateway itself. */
  post: (headers: Record<string, string>, query: string) => Promise<Response>;
  clear: () => void;
  requests: () => unknown[];
}

/** A v14 site and a v17 site behind one gateway. */
async function startShops(env: Record<string, string> = {}): Promise<Shops> {
  const sites = {
    old: await startDemoSite({ version: 14, scale: 'small' }),
    new: await startDemoSite({ version: 17, scale: 'small' }),
  };
  const file = sitesFile({ old: site(sites.old, ['old.example']), new: site(sites.new, ['new.example']) }, 'X-Shop');
  const watch = createLeakWatch();
  for (const each of Object.values(sites)) watch.learnFrom(each);
  const gateway = await startSites(
    readSites({ ...quiet(sites.old), ...env, SITES_FILE: file }),
    watch.logger,
    SHARED_SCHEMAS,
  );
  watch.follow(gateway);
  return {
    sites,
    url: gateway.url,
    ask: (host, query, headers) => ask(gateway.url, host, query, headers),
    post: (headers, query) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      }),
    clear: () => {
      for (const each of Object.values(sites)) each.requests.length = 0;
    },
    requests: () => Object.values(sites).flatMap((each) => each.requests),
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await Promise.all(Object.values(sites).map((each) => each.close()));
      watch.assertNothingLeaked();
    },
  };
}

/** The settings of the process: what is of a site stands in the file. */
function quiet(demo: DemoSite): Record<string, string> {
  const { FRAPPE_URL: _url, ...env } = gatewayEnv(demo);
  return env;
}

function site(demo: DemoSite, hosts: string[]): { hosts: string[]; env: Record<string, string> } {
  return { hosts, env: { FRAPPE_URL: demo.url } };
}

function sitesFile(sites: Record<string, { hosts: string[]; env: Record<string, string> }>, header?: string): string {
  return write(JSON.stringify({ ...(header ? { header } : {}), sites }));
}

function write(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'gateway-sites-')), 'sites.json');
  writeFileSync(file, text);
  return file;
}

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  data?: any;
  errors?: unknown;
}

/** fetch would not send another Host. */
function ask(url: string, host: string, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host, ...headers },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { data, errors } = JSON.parse(Buffer.concat(chunks).toString()) as Answer;
      resolve({ status: response.statusCode ?? 0, ...(data ? { data } : {}), ...(errors ? { errors } : {}) });
    });
    sent.end(JSON.stringify({ query }));
  });
}
