import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const TAGS = '{ shopTags(first: 1) { nodes { name } } }';
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };

describe.each<FrappeMajor>([14, 15, 16, 17])("the site's own session on v%i", (version) => {
  let gateway: TestGateway;
  let sid: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  beforeEach(async () => {
    sid = await signIn(gateway);
    gateway.site.requests.length = 0;
  });

  const asSession = (query: string, headers: Record<string, string> = OWN_PAGE) =>
    gateway.query(query, { as: 'guest', headers: { cookie: `theme=dark; sid=${sid}; user_id=x`, ...headers } });

  test('signs its user in, and nothing else of the cookies reaches the site', async () => {
    const answer = await asSession(TAGS);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.shopTags.nodes).toHaveLength(1);
    expect(gateway.site.requests.map(({ headers }) => headers.cookie)).toEqual([`sid=${sid}`]);
  });

  test('loses to an Authorization header: one credential goes on', async () => {
    const authorization = gateway.site.authorization('carol');
    await asSession(TAGS, { authorization });
    expect(gateway.site.requests.map(({ headers }) => [headers.authorization, headers.cookie])).toEqual([
      [authorization, undefined],
    ]);
  });

  test('that the site no longer knows is UNAUTHENTICATED, also where Guest would see something', async () => {
    await fetch(`${gateway.site.url}/api/method/logout`, { method: 'POST', headers: { cookie: `sid=${sid}` } });
    gateway.site.database.run(
      "UPDATE `tabDocPerm` SET role = 'Guest' WHERE parent = 'Shop Tag' AND role = 'Shop Sales'",
    );
    // Guest's view is there to be had, and is not given.
    expect((await gateway.query(TAGS, { as: 'guest' })).data.shopTags.nodes).toHaveLength(1);
    const answer = await asSession(TAGS);
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]).toMatchObject({
      message: 'The session has ended. Sign in again.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(answer.data?.shopTags ?? null).toBeNull();
  });

  test('that the site no longer knows has writes carried out as Guest, so their outcome is unknown', async () => {
    const { database, url } = gateway.site;
    await fetch(`${url}/api/method/logout`, { method: 'POST', headers: { cookie: `sid=${sid}` } });
    const outcomesOf = async (mutation: string) =>
      (await asSession(`mutation { ${mutation} }`)).errors?.map(({ extensions: { code, outcome } }) => [code, outcome]);
    expect(await outcomesOf('deleteShopOrder(name: "SO-2026-00002") { name }')).toEqual([
      ['UNAUTHENTICATED', undefined],
    ]);
    database.run("UPDATE `tabDocPerm` SET role = 'Guest' WHERE parent = 'Shop Tag' AND role = 'Shop Sales'");
    expect(await outcomesOf('createShopTag(input: { name: "As Guest" }) { shopTag { name } }')).toEqual([
      ['UNAUTHENTICATED', 'UNKNOWN'],
    ]);
    expect(database.get("SELECT owner FROM `tabShop Tag` WHERE name = 'As Guest'")).toEqual({ owner: 'Guest' });
  });

  test('of Guest is not a session', async () => {
    sid = 'Guest';
    await asSession(TAGS);
    expect(gateway.site.requests.map(({ headers }) => headers.cookie)).toEqual([undefined]);
  });

  test('gets the CSRF token of its page with what is sent by POST, once the desk was opened', async () => {
    const first = await asSession(LONG_FILTER);
    expect(first.errors).toBeUndefined();
    expect(posts()).toEqual([undefined]);
    await fetch(`${gateway.site.url}${version === 17 ? '/desk' : '/app'}`, { headers: { cookie: `sid=${sid}` } });
    gateway.site.requests.length = 0;
    expect((await asSession(LONG_FILTER)).errors).toBeUndefined();
    // Refused, the page with the token, and once more with it; from then on at once.
    expect(gateway.site.requests.map(({ status }) => status)).toEqual([400, 200, 200]);
    const [, token] = posts();
    expect(token).toMatch(/^[0-9a-f]{56}$/);
    gateway.site.requests.length = 0;
    expect((await asSession(LONG_FILTER)).errors).toBeUndefined();
    expect(posts()).toEqual([token]);
  });

  const posts = () =>
    gateway.site.requests
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers['x-frappe-csrf-token']);
});

describe('a request with a session cookie', () => {
  let gateway: TestGateway;
  let cookie: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 }, { CORS_ORIGINS: 'https://app.example.com' });
    cookie = `sid=${await signIn(gateway)}`;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });

  test.each<[string, Record<string, string>]>([
    ['of the own origin', { origin: 'OWN' }],
    ['of an allowed origin', { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }],
    ['of the own origin, by what the browser says', { 'sec-fetch-site': 'same-origin' }],
    ['of a script that proves itself', { 'x-requested-with': 'XMLHttpRequest' }],
  ])('%s is answered', async (_name, headers) => {
    const own = headers.origin === 'OWN' ? { origin: gateway.gateway.url } : headers;
    const answer = await gateway.query(TAGS, { as: 'guest', headers: { cookie, ...own } });
    expect(answer.errors).toBeUndefined();
  });

  test.each<[string, Record<string, string>]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port of the same host', { origin: 'http://127.0.0.1:1' }],
    ['of an opaque origin', { origin: 'null' }],
    ['of another origin that claims to be a script', { origin: 'https://evil.example', 'x-requested-with': 'x' }],
    ['of a page of the same site', { 'sec-fetch-site': 'same-site' }],
    ['of a page of another site', { 'sec-fetch-site': 'cross-site', 'x-requested-with': 'x' }],
    ['without any proof', {}],
  ])('%s is refused before any call', async (_name, headers) => {
    const answer = await gateway.query(TAGS, { as: 'guest', headers: { cookie, ...headers } });
    expect(answer.status).toBe(403);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(gateway.site.requests).toEqual([]);
  });

  test('by GET is held to the same', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${gateway.gateway.url}/graphql?query=${encodeURIComponent(TAGS)}`, {
        headers: { accept: 'application/json', cookie, ...headers },
      });
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask({})).status).toBe(403);
  });

  test('does not sign in where the configuration does not take the cookie of the site', async () => {
    await using other = await startTestGateway({ version: 15 }, { SITE_COOKIE: '0' });
    const sid = await signIn(other);
    other.site.requests.length = 0;
    await other.query(TAGS, { as: 'guest', headers: { cookie: `sid=${sid}`, ...OWN_PAGE } });
    expect(other.site.requests.map(({ headers }) => headers.cookie)).toEqual([undefined]);
  });
});

describe('pages of other origins', () => {
  test('get no CORS header if no origin is listed', async () => {
    await using gateway = await startTestGateway();
    const answer = await fetch(`${gateway.gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(405);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('may ask where they are listed, and no others may', async () => {
    await using gateway = await startTestGateway({}, { CORS_ORIGINS: 'https://app.example.com,http://localhost:5173' });
    const preflight = (origin: string) =>
      fetch(`${gateway.gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('http://localhost:5173');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    const refused = await preflight('https://app.example.com.evil.example');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    expect(refused.headers.get('vary')).toContain('Origin');
    const answer = await fetch(`${gateway.gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { origin: 'https://app.example.com', accept: 'application/json' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });
});

/** So long that the site takes it by POST alone. */
const LONG_FILTER = `{ shopTags(filter: {name: {in: [${Array.from({ length: 400 }, (_, index) => `"tag-${index}"`).join()}]}}) { nodes { name } } }`;

async function signIn(gateway: TestGateway): Promise<string> {
  const answer = await fetch(`${gateway.site.url}/api/method/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ usr: 'alice@example.com', pwd: DEMO_PASSWORD }),
  });
  return /^sid=(\w+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
}
