import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RawRequest, sendRaw, textOf } from '../support/raw-request.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, { MAX_QUERY_ALIASES: '500' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const LONG =
  '{ shopOrders(first: 100) { nodes { name customer { customer_name } items { qty item { item_name } } } } }';
const SHORT = '{ shopTags(first: 1) { nodes { name } } }';
/** The writer of the quick path does not take an answer with an error. */
const WITH_ERROR =
  '{ shopOrders(first: 100) { nodes { name customer { customer_name } } } shopOrder(name: "x") { name } }';

const postTo = (started: TestGateway, query: string, headers: Record<string, string> = {}) => {
  const authorization = started.site.authorization('gateway');
  const all = { 'content-type': 'application/json', authorization, ...headers };
  return sendRaw(`${started.gateway.url}/graphql`, { method: 'POST', headers: all, body: JSON.stringify({ query }) });
};
const post = (query: string, headers: Record<string, string> = {}, started = gateway) =>
  postTo(started, query, headers);

describe('answers', () => {
  test.each([
    ['gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['zstd;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, *', 'zstd'],
    ['X-GZIP', 'gzip'],
  ])('are compressed for a client that takes %s: by %s', async (accepted, coding) => {
    const plain = await post(LONG);
    expect(plain.headers['content-encoding']).toBeUndefined();
    // The first time by yoga, and then by the quick path.
    for (const query of [WITH_ERROR, LONG, LONG]) {
      const answer = await post(query, { 'accept-encoding': accepted });
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(answer.headers.vary).toMatch(/accept-encoding/i);
      expect(textOf(answer)).toBe(textOf(await post(query)));
      expect(answer.bytes.length * 4).toBeLessThan(textOf(answer).length);
    }
  });

  test.each([
    ['says nothing of compression', {}],
    ['takes none', { 'accept-encoding': 'identity' }],
    ['takes only one that the gateway does not write', { 'accept-encoding': 'deflate, compress' }],
    ['refuses all', { 'accept-encoding': 'gzip;q=0, br;q=0, zstd;q=0' }],
    ['likes plain bytes better', { 'accept-encoding': 'identity, gzip;q=0.5' }],
    ['sends nonsense', { 'accept-encoding': ';;q=x,,gzip;q=,' }],
  ])('stay as they are for a client that %s', async (_what, headers: Record<string, string>) => {
    for (const query of [WITH_ERROR, LONG]) {
      const { headers: sent, bytes } = await post(query, headers);
      expect(sent['content-encoding']).toBeUndefined();
      expect(JSON.parse(bytes.toString()).data.shopOrders.nodes.length).toBeGreaterThan(0);
    }
  });

  test('stay as they are if they are short', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { headers, bytes } = await post(SHORT, { 'accept-encoding': 'gzip, br, zstd' });
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['content-length']).toBe(String(bytes.length));
    }
  });

  test('are compressed while they are sent if they are very long', async () => {
    const text = 'lorem ipsum '.repeat(200);
    const name = (await gateway.query('{ shopOrders(first: 1) { nodes { name } } }')).data.shopOrders.nodes[0].name;
    gateway.site.database.run('UPDATE `tabShop Order` SET internal_note = ? WHERE name = ?', [text, name]);
    const again = Array.from({ length: 500 }, (_, index) => `o${index}: internal_note`).join(' ');
    const query = `{ shopOrder(name: "${name}") { ${again} } }`;
    const plain = textOf(await post(query));
    expect(plain.length).toBeGreaterThan(1024 * 1024);
    for (let time = 0; time < 2; time += 1) {
      const answer = await post(query, { 'accept-encoding': 'gzip' });
      expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
      expect(textOf(answer)).toBe(plain);
    }
  });

  test('keep what else a cache must know', async () => {
    await using allowed = await startTestGateway({}, { CORS_ORIGINS: 'https://app.example' });
    const authorization = allowed.site.authorization('gateway');
    const headers = { authorization, 'accept-encoding': 'br', origin: 'https://app.example' };
    for (const query of [WITH_ERROR, LONG, LONG]) {
      const { headers: sent } = await post(query, headers, allowed);
      expect(sent.vary?.toLowerCase().split(/, */).sort()).toEqual(['accept-encoding', 'origin']);
      expect(sent).toMatchObject({ 'cache-control': 'no-store', 'content-encoding': 'br' });
    }
  });

  test('are never compressed where that is switched off', async () => {
    await using plain = await startTestGateway({}, { COMPRESSION: 'false' });
    const authorization = plain.site.authorization('gateway');
    const accepting = { authorization, 'accept-encoding': 'gzip, br, zstd' };
    for (const query of [WITH_ERROR, LONG, LONG, getIntrospectionQuery()]) {
      const { headers } = await post(query, accepting, plain);
      expect(headers['content-encoding']).toBeUndefined();
    }
    const page = { accept: 'text/html', 'accept-encoding': 'gzip' };
    expect((await sendRaw(`${plain.gateway.url}/graphql`, { headers: page })).headers['content-encoding']).toBe(
      undefined,
    );
  });

  test('of event streams are not compressed, so that each event is sent at once', async () => {
    const accepting = { accept: 'text/event-stream', 'accept-encoding': 'gzip, br, zstd' };
    const { headers, bytes } = await post(LONG, accepting);
    expect(headers['content-type']).toContain('text/event-stream');
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.toString()).toContain('event: complete');
  });
});

describe.each([
  ['without a rate limit', {}],
  ['with a rate limit, whose points it leaves out', { RATE_LIMIT_PER_SECOND: '1000' }],
])('introspection %s', (_limit, env) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({}, env);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const query = getIntrospectionQuery();
  const post = (text: string, headers: Record<string, string> = {}) => postTo(gateway, text, headers);
  const get = (headers: Record<string, string> = {}, text = query) =>
    sendRaw(`${gateway.gateway.url}/graphql?query=${encodeURIComponent(text)}`, { headers } satisfies RawRequest);

  test('is sent compressed, and is the same text in every coding', async () => {
    const plain = await post(query);
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const coding of ['gzip', 'br', 'zstd']) {
      for (let time = 0; time < 2; time += 1) {
        const answer = await post(query, { 'accept-encoding': coding });
        expect(answer.headers).toMatchObject({
          'content-encoding': coding,
          'content-length': String(answer.bytes.length),
        });
        expect(answer.bytes.length * 8).toBeLessThan(plain.bytes.length);
        expect(textOf(answer)).toBe(textOf(plain));
      }
    }
  });

  test('has an ETag over GET, by which it is not sent again', async () => {
    const first = await get({ 'accept-encoding': 'br' });
    expect(first.headers).toMatchObject({ 'cache-control': 'private, no-cache', 'content-encoding': 'br' });
    const { etag = '' } = first.headers;
    expect(etag).toMatch(/^W\/"\w+"$/);
    expect((await get()).headers.etag).toBe(etag);
    const again = await get({ 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, headers: { etag } });
    expect(again.bytes.length).toBe(0);
    expect((await get({ 'if-none-match': 'W/"other"' })).status).toBe(200);
    const other = await get({ 'if-none-match': etag }, '{ __schema { queryType { name } } }');
    expect(other.status).toBe(200);
    expect(other.headers.etag).not.toBe(etag);
  });

  test('has no ETag next to data, or over POST', async () => {
    const mixed = '{ __schema { queryType { name } } shopTags(first: 1) { nodes { name } } }';
    const answer = await sendRaw(`${gateway.gateway.url}/graphql?query=${encodeURIComponent(mixed)}`, {
      headers: { authorization: gateway.site.authorization('gateway') },
    });
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await post(query)).headers.etag).toBeUndefined();
  });
});
