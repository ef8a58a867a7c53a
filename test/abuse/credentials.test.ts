import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { openSocket } from '../support/stream-clients.ts';

const TAGS = '{ shopTags(first: 1) { nodes { name } } }';
const OWN = { 'x-requested-with': 'test' };

/** Headers of the caller that mean something to Frappe, to proxies or to frameworks, and must not travel on. */
const FOREIGN = {
  'x-frappe-site-name': 'other.example',
  'x-frappe-csrf-token': 'made-up',
  'frappe-authorization-source': 'Shop Customer',
  'x-http-method-override': 'DELETE',
  'x-method-override': 'PUT',
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-host': 'evil.example',
  'x-real-ip': '203.0.113.9',
  forwarded: 'for=203.0.113.9',
  'x-original-url': '/api/method/logout',
  'x-use-http2-method': 'PATCH',
  referer: 'https://evil.example/app',
};

describe('a credential', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });

  test('reaches the site as credential, language, address and an ID alone', async () => {
    const { errors } = await gateway.query(TAGS, { as: 'alice', headers: FOREIGN });
    expect(errors).toBeUndefined();
    const { headers, path, method } = gateway.site.requests[0] as (typeof gateway.site.requests)[number];
    const names = [
      'accept',
      'accept-language',
      'authorization',
      'connection',
      'host',
      'x-forwarded-for',
      'x-request-id',
    ];
    expect(Object.keys(headers).filter((name) => !names.includes(name))).toEqual([]);
    expect([method, headers['x-forwarded-for'], headers.host]).toEqual([
      'GET',
      '127.0.0.1',
      new URL(gateway.site.url).host,
    ]);
    expect(path).toMatch(/^\/api\/resource\/Shop%20Tag\?/);
  });

  test.each([
    ['two blanks', 'token  key:secretsecret'],
    ['a tab', 'token\tkey:secretsecret'],
    ['a list', 'token key:secretsecret, token other:secretsecret'],
    ['a scheme alone', 'Bearer'],
    ['three words', 'Bearer a b'],
  ])('as an Authorization of %s is refused before any call', async (_name, authorization) => {
    const { status, errors } = await gateway.query(TAGS, { as: 'guest', headers: { authorization } });
    expect(status).toBe(400);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(gateway.site.requests).toEqual([]);
  });

  test.each([
    ['another case', (token: string) => token.replace('token', 'TOKEN')],
    ['blanks around it, which are none of it', (token: string) => `  ${token}  `],
  ])('as an Authorization in %s is the same caller', async (_name, write) => {
    const authorization = write(gateway.site.authorization('alice'));
    const { data } = await gateway.query('{ me { user } }', { as: 'guest', headers: { authorization } });
    expect(data.me.user).toBe('alice@example.com');
  });

  test.each([
    ['letters beyond ASCII', 'Bearer pässwörd-ß-0001'],
    ['percent signs', 'Bearer %0d%0ax-frappe-site-name:%20other'],
    ['8 kB', `Bearer ${'x'.repeat(8_000)}`],
  ])('as an Authorization of %s is for the site to refuse', async (_name, authorization) => {
    const { status, errors } = await gateway.query(TAGS, { as: 'guest', headers: { authorization } });
    expect(status).toBe(401);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(gateway.site.requests.every(({ headers }) => headers['x-frappe-site-name'] === undefined)).toBe(true);
  });

  test('as an Authorization of 20 kB is refused, and the next request is answered', async () => {
    const answer = await raw(gateway, [`Authorization: Bearer ${'x'.repeat(20_000)}`]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect((await gateway.query(TAGS, { as: 'alice' })).errors).toBeUndefined();
  });

  test("as two Authorization headers is nobody: which of them counts is anybody's guess", async () => {
    const [alice, carol] = (['alice', 'carol'] as const).map((user) => gateway.site.authorization(user));
    const answer = await raw(gateway, [`Authorization: ${alice}`, `Authorization: ${carol}`]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(gateway.site.requests).toEqual([]);
  });

  test('as a cookie that breaks out of its value stays in it', async () => {
    for (const sid of ['x; sid=y', 'x%0d%0aX-Frappe-Site-Name: other', 'x"y', 'Guest%00', '../..', 'x'.repeat(5_000)]) {
      const cookie = `sid=${sid}`;
      await gateway.query(TAGS, { as: 'guest', headers: { cookie, ...OWN } });
    }
    for (const { headers } of gateway.site.requests) {
      expect(headers.cookie).toMatch(/^sid=[^;\s"]*$/);
      expect(headers['x-frappe-site-name']).toBeUndefined();
    }
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent('mutation { logout }')}`],
    ['plain text', 'text/plain', JSON.stringify({ query: 'mutation { logout }' })],
    [
      'plain text that claims JSON behind',
      'text/plain; application/json',
      JSON.stringify({ query: 'mutation { logout }' }),
    ],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
  ])('as %s in the name of a browser is refused, whatever its cookie', async (_name, type, body) => {
    const sid = await signIn(gateway);
    gateway.site.requests.length = 0;
    const headers = { 'content-type': type, cookie: `sid=${sid}`, origin: 'https://evil.example' };
    const answer = await fetch(`${gateway.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect([400, 403, 415]).toContain(answer.status);
    expect(gateway.site.requests).toEqual([]);
  });

  test('as a mutation by GET is refused, with a proof or without', async () => {
    const sid = await signIn(gateway);
    gateway.site.requests.length = 0;
    for (const query of ['mutation { logout }', 'mutation { deleteShopTag(name: "Gold") { name } }']) {
      for (const extra of [{}, OWN, { 'sec-fetch-site': 'same-origin' }] as Record<string, string>[]) {
        const url = `${gateway.gateway.url}/graphql?query=${encodeURIComponent(query)}`;
        const answer = await fetch(url, { headers: { accept: 'application/json', cookie: `sid=${sid}`, ...extra } });
        expect([403, 405]).toContain(answer.status);
      }
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test('as a session that the caller chose is not the one that signing in gives', async () => {
    const cookie = `sid=${'f'.repeat(56)}`;
    const { data } = await gateway.query(
      `mutation { login(user: "alice@example.com", password: "${DEMO_PASSWORD}") { me { user } } }`,
      { as: 'guest', headers: { cookie, ...OWN } },
    );
    expect(data.login.me.user).toBe('alice@example.com');
    const login = gateway.site.requests.find(({ path }) => path === '/api/method/login');
    expect(login?.headers.cookie).toBeUndefined();
    expect(gateway.site.requests.some(({ headers }) => headers.cookie?.includes('ffff'))).toBe(false);
  });
});

describe('the payload of connection_init', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });

  test.each<[string, Record<string, unknown>]>([
    ['a line break in the credential', { authorization: 'token a:b\r\nx-frappe-site-name: other' }],
    ['letters that no header has', { authorization: 'Bearer ключ-secret-0001' }],
    ['a line break in the language', { authorization: 'CAROL', 'accept-language': 'de\r\nx-frappe-site-name: other' }],
    ['letters in the language that no header has', { authorization: 'CAROL', 'accept-language': '语' }],
    [
      'headers that are none of its business',
      {
        authorization: 'CAROL',
        headers: { cookie: 'sid=abc', 'x-frappe-site-name': 'other', 'x-forwarded-for': '203.0.113.9', host: 'other' },
      },
    ],
  ])('with %s sends no other header, and is answered', async (_name, params) => {
    const payload = { ...params };
    if (payload.authorization === 'CAROL') payload.authorization = gateway.site.authorization('carol');
    const socket = await openSocket(gateway);
    socket.send({ type: 'connection_init', payload });
    const answer = await Promise.race([socket.messages.take(), socket.closed]);
    if ('type' in answer && answer.type === 'connection_ack') {
      socket.subscribe('1', TAGS);
      const { payload: result } = (await socket.messages.take()) as { payload: unknown };
      expect(JSON.stringify(result)).not.toContain('INTERNAL');
    }
    socket.close();
    for (const { headers } of gateway.site.requests) {
      expect([headers['x-frappe-site-name'], headers.cookie]).toEqual([undefined, undefined]);
      expect(headers['x-forwarded-for'] ?? '127.0.0.1').toBe('127.0.0.1');
    }
  });

  test('with a cookie that a page of another origin brings along is refused', async () => {
    const sid = await signIn(gateway);
    gateway.site.requests.length = 0;
    const headers = { cookie: `sid=${sid}`, origin: 'https://evil.example' };
    const socket = await openSocket(gateway, { headers }).catch((error: Error) => error);
    if (!(socket instanceof Error)) {
      socket.send({ type: 'connection_init', payload: { headers: { origin: gateway.gateway.url } } });
      expect((await socket.closed).code).toBe(4403);
    }
    expect(gateway.site.requests).toEqual([]);
  });
});

/** Sends a query over a socket, with header lines that `fetch` would not send. */
async function raw({ gateway }: TestGateway, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const body = JSON.stringify({ query: TAGS });
  const head = ['POST /graphql HTTP/1.1', `Host: ${hostname}:${port}`, 'Content-Type: application/json'];
  const request = [...head, `Content-Length: ${body.length}`, 'Connection: close', ...lines, '', body].join('\r\n');
  const socket = connect(Number(port), hostname);
  socket.end(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function signIn(gateway: TestGateway): Promise<string> {
  const answer = await fetch(`${gateway.site.url}/api/method/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ usr: 'alice@example.com', pwd: DEMO_PASSWORD }),
  });
  return /^sid=(\w+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
}
