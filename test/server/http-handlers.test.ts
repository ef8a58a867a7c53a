import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clientAddress } from '../../src/server/caller/client-address.ts';
import { createProxyTrust } from '../../src/trusted-proxies.ts';
import { startTestGateway, tenTimesAsOften } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';
import { useGateway } from '../support/use-gateway.ts';

const gateway = useGateway();

const get = (path: string, init: RequestInit = {}) =>
  fetch(gateway.gateway.url + path, { redirect: 'manual', ...init });
const TAGS = '{ shopTags(first: 1) { nodes { name } } }';
const INTROSPECTION = '{ __schema { queryType { name } } }';

describe('the HTTP handlers', () => {
  test('/health and /ready answer without asking the site', async () => {
    await until(() => gateway.gateway.site.isValid());
    const [health, ready] = await Promise.all([get('/health'), get('/ready')]);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', site: 'up', events: 'ready', modelAgeSeconds: expect.any(Number) },
    ]);
    expect(ready.headers.get('cache-control')).toBe('no-store');
    expect(gateway.site.requests).toEqual([]);
  });

  test('lead from / to GraphQL, and nowhere else', async () => {
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphql']);
    for (const path of [
      '/nope',
      '/graphql/',
      '/graphqlx',
      '/api/resource/DocType',
      '/%2e%2e/etc/passwd',
      '//graphql',
      '/health/x',
    ]) {
      const answer = await get(path, { method: path === '/nope' ? 'POST' : 'GET' });
      expect([answer.status, await answer.text()], path).toEqual([404, 'Not found.\n']);
    }
  });

  test('show GraphiQL to a browser', async () => {
    const answer = await get('/graphql', { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await answer.text()).toContain('Frappe GraphQL');
  });

  test('show no GraphiQL where it is switched off', async () => {
    await using closed = await startTestGateway({}, { GRAPHIQL: '0' });
    const answer = await fetch(`${closed.gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-type') ?? '').not.toMatch(/^text\/html/);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await closed.query(TAGS)).errors).toBeUndefined();
  });

  test('show the schema, and hide it if introspection is switched off', async () => {
    expect((await gateway.query(INTROSPECTION, { as: 'guest' })).data.__schema.queryType.name).toBe('Query');
    await using closed = await startTestGateway({}, { INTROSPECTION: '0' });
    for (const query of [INTROSPECTION, '{ __type(name: "User") { fields { name } } }']) {
      const answer = await closed.query(query);
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.[0]?.message).toContain('introspection');
    }
    expect((await closed.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  test('show the schema to callers whom the site knows, and to nobody else, if it is for those who are signed in', async () => {
    await using production = await startTestGateway({}, { NODE_ENV: 'production' });
    const hidden =
      '{ shopTags(first: 1) { nodes { name } } ...Asked } fragment Asked on Query { __type(name: "User") { name } }';
    const wrong = { authorization: 'token wrong:wrong' };
    for (const query of [INTROSPECTION, hidden, INTROSPECTION]) {
      for (const options of [{ as: 'guest' }, { as: 'guest', headers: wrong }] as const) {
        const answer = await production.query(query, options);
        expect([answer.status, answer.data]).toEqual([401, undefined]);
        expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
      }
      expect((await production.query(query, { as: 'alice' })).errors).toBeUndefined();
    }
    const search = new URLSearchParams({ query: INTROSPECTION });
    expect((await fetch(`${production.gateway.url}/graphql?${search}`)).status).toBe(401);
    expect((await production.query('{ __typename }', { as: 'guest' })).data).toEqual({ __typename: 'Query' });
    const mistyped = await production.query('{ shopOrder(name: "x") { custmer } }', { as: 'alice' });
    expect(mistyped.errors?.[0]?.message).not.toContain('Did you mean');
    expect((await fetch(`${production.gateway.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(406);
  });

  test('suggest no names where introspection is switched off', async () => {
    await using closed = await startTestGateway({}, { INTROSPECTION: '0' });
    const answer = await closed.query('{ shopOrder(name: "x") { custmer } }');
    expect(answer.errors?.[0]?.message).not.toContain('Did you mean');
  });
});

describe('the status of an answer', () => {
  test('is 405 for a verb that GraphQL does not have', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect(
        (await get('/graphql', { method, body: '{}', headers: { 'content-type': 'application/json' } })).status,
      ).toBe(405);
    }
  });

  test('is 401 for a credential that the site refuses', async () => {
    const answer = await gateway.query(TAGS, { as: 'guest', headers: { authorization: 'token wrong:wrong' } });
    expect(answer.status).toBe(401);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(answer.errors?.[0]?.extensions).not.toHaveProperty('http');
  });

  test('is 200 for an unreadable document together with readable ones', async () => {
    const answer = await gateway.query('{ shopOrders { nodes { name } } shopTags(first: 1) { nodes { name } } }', {
      as: 'bob',
    });
    expect(answer.status).toBe(200);
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['shopOrders'], 'FORBIDDEN'],
    ]);
  });

  test('is 200 for a site that fails', async () => {
    gateway.site.fault = () => ({ status: 502, body: '<html>' });
    const answer = await gateway.query(TAGS);
    gateway.site.fault = undefined;
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([200, 'UPSTREAM_UNAVAILABLE']);
  });

  test('is 200 for a wrong variable, as for a wrong literal', async () => {
    const answer = await gateway.query('query ($first: Int!) { shopTags(first: $first) { nodes { name } } }');
    expect(answer.status).toBe(200);
  });
});

describe('a draining gateway', () => {
  test('closes a kept-alive connection as its request ends', async () => {
    const closing = await startTestGateway({}, { DRAIN_SECONDS: '20' });
    const reached = Promise.withResolvers<void>();
    closing.site.fault = () => {
      reached.resolve();
      return { delayMs: 200 };
    };
    const answer = closing.query(TAGS);
    await reached.promise;
    const startedAt = performance.now();
    await closing[Symbol.asyncDispose]();
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect((await answer).errors).toBeUndefined();
  });

  test('says on its answers that the connection closes', async () => {
    const closing = await startTestGateway({}, { DRAIN_DELAY_SECONDS: '3' }, undefined, tenTimesAsOften);
    const closed = closing[Symbol.asyncDispose]();
    const answer = await rawQuery(closing.gateway.url, { authorization: closing.site.authorization('carol') });
    expect([answer.status, answer.headers.connection]).toEqual([200, 'close']);
    await closed;
  });
});

describe('an Authorization header', () => {
  test.each(['token', 'tokenkey:secret', 'token  key:secret', 'token key:secret extra', 'Bearer', 'token\tkey:secret'])(
    '%j, which is not two words, is refused before any call',
    async (authorization) => {
      const answer = await gateway.query(TAGS, { as: 'guest', headers: { authorization } });
      expect(answer.errors?.[0]).toMatchObject({
        message: 'The Authorization header must be a scheme and a credential, separated by one space.',
        extensions: { code: 'BAD_USER_INPUT', field: 'Authorization' },
      });
      expect(gateway.site.requests).toEqual([]);
      expect(JSON.stringify(answer)).not.toContain('secret');
    },
  );

  test('of any scheme of Frappe reaches the site as it stands', async () => {
    const alice = gateway.site.authorization('alice').replace('token ', '');
    for (const authorization of [
      `token ${alice}`,
      `Token ${alice}`,
      `Basic ${Buffer.from(alice).toString('base64')}`,
      'Bearer alice-bearer-token-0000000001',
    ]) {
      gateway.site.requests.length = 0;
      const answer = await gateway.query(TAGS, { as: 'guest', headers: { authorization } });
      expect(answer.errors, authorization).toBeUndefined();
      expect(gateway.site.requests.map(({ headers }) => headers.authorization)).toEqual([authorization]);
    }
  });

  test("that is empty is a guest's", async () => {
    await gateway.query(TAGS, { as: 'guest', headers: { authorization: '' } });
    expect(gateway.site.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe("of a caller's headers", () => {
  test("only the credential, the language, the caller's own address and the ID reach the site", async () => {
    const answer = await rawQuery(gateway.gateway.url, {
      authorization: gateway.site.authorization('carol'),
      'accept-language': 'de',
      host: 'other-site.example',
      'x-frappe-site-name': 'other-site',
      cookie: 'sid=stolen; system_user=yes',
      'x-http-method-override': 'DELETE',
      'x-frappe-csrf-token': 'x',
      'frappe-authorization-source': 'Shop Customer',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-real-ip': '1.2.3.4',
      forwarded: 'for=1.2.3.4',
      'x-original-url': '/api/method/frappe.client.delete',
      origin: 'https://evil.example',
      referer: 'https://evil.example/',
      'user-agent': 'evil',
      range: 'bytes=0-1',
      'if-none-match': '*',
      te: 'trailers',
    });
    expect(answer.status).toBe(200);
    const { host, ...headers } = gateway.site.requests[0]?.headers ?? {};
    expect(`http://${host}`).toBe(gateway.site.url);
    expect(headers).toEqual({
      accept: 'application/json',
      authorization: gateway.site.authorization('carol'),
      'accept-language': 'de',
      'x-forwarded-for': '127.0.0.1',
      'x-request-id': answer.headers['x-request-id'],
      connection: 'keep-alive',
    });
  });

  test("the site's cookies never come back", async () => {
    const answer = await rawQuery(gateway.gateway.url, { authorization: gateway.site.authorization('carol') });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('the address is believed from trusted proxies only', async () => {
    await using trusting = await startTestGateway({}, { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
    const forwarded = async (value: string) => {
      trusting.site.requests.length = 0;
      await trusting.query(TAGS, { headers: { 'x-forwarded-for': value } });
      return trusting.site.requests[0]?.headers['x-forwarded-for'];
    };
    expect(await forwarded('203.0.113.7')).toBe('203.0.113.7');
    expect(await forwarded('6.6.6.6, 203.0.113.7, 10.1.1.1')).toBe('203.0.113.7');
    expect(await forwarded('10.1.1.1')).toBe('127.0.0.1');
    expect(await forwarded('evil\u0020text')).toBe('127.0.0.1');
  });

  test('the address is the last one that no trusted proxy set', () => {
    const trust = createProxyTrust(['10.0.0.0/8', '::1', '2001:db8::/32']);
    expect(clientAddress('10.0.0.1', '1.1.1.1, 2.2.2.2', trust)).toBe('2.2.2.2');
    expect(clientAddress('10.0.0.1', null, trust)).toBe('10.0.0.1');
    expect(clientAddress('8.8.8.8', '1.1.1.1', trust)).toBe('8.8.8.8');
    expect(clientAddress('::ffff:10.0.0.1', '1.1.1.1', trust)).toBe('1.1.1.1');
    expect(clientAddress('::1', '2001:db8::5, 2001:db9::1, 10.2.2.2', trust)).toBe('2001:db9::1');
    expect(clientAddress('10.0.0.1', '1.1.1.1, nonsense', trust)).toBe('10.0.0.1');
    expect(clientAddress(undefined, '1.1.1.1', trust)).toBeUndefined();
  });
});

/** fetch does not let a Host or a Cookie be set. */
function rawQuery(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query: TAGS });
    const length = String(Buffer.byteLength(body));
    const all = { 'content-type': 'application/json', 'content-length': length, ...headers };
    const sent = httpRequest(`${url}/graphql`, { method: 'POST', headers: all }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sent.on('error', reject).end(body);
  });
}
