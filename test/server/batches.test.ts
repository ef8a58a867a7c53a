import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const ORIGIN = 'https://app.example.com';

let running: TestGateway;

beforeAll(async () => {
  running = await startTestGateway({}, { MAX_BATCH_OPERATIONS: '3', MAX_COST_ROWS: '600', CORS_ORIGINS: ORIGIN });
});
afterAll(() => running[Symbol.asyncDispose]());

const ORDERS = '{ shopOrders(first: 2) { nodes { name } } }';

describe('an array of queries', () => {
  test('is answered with an array of their results in its order, each as if it had come by itself', async () => {
    const { status, body } = await send([
      { query: 'query One($first: Int) { shopOrders(first: $first) { nodes { name } } }', variables: { first: 1 } },
      { query: '{ nothing }' },
      { query: 'query A { shopSettings { name } } query B { site { timeZone } }', operationName: 'B' },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { data: { shopOrders: { nodes: [{ name: expect.any(String) }] } }, extensions: { cost: { calls: 1, rows: 1 } } },
      { errors: [expect.objectContaining({ message: expect.stringContaining('Cannot query field "nothing"') })] },
      { data: { site: { timeZone: expect.any(String) } } },
    ]);
  });

  test('has one result in an array, too', async () => {
    expect(await send([{ query: ORDERS }])).toMatchObject({ status: 200, body: [{ data: { shopOrders: {} } }] });
  });

  test.each(['Application/JSON', 'application/json ; charset=utf-8'])('is known by %s', async (contentType) => {
    const response = await fetch(`${running.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': contentType, authorization: running.site.authorization('gateway') },
      body: JSON.stringify([{ query: ORDERS }]),
    });
    expect([response.status, await response.json()]).toMatchObject([200, [{ data: { shopOrders: {} } }]]);
  });

  test('may cost together what one operation may', async () => {
    const costly = '{ shopOrders(first: 300) { nodes { name } } }';
    const { body } = await send([{ query: costly }, { query: costly }, { query: costly }]);
    const codes = body.map(({ errors }: { errors?: { extensions: object }[] }) => errors?.[0]?.extensions ?? null);
    expect(codes).toEqual([null, null, { code: 'COST_EXCEEDED', field: 'rows' }]);
  });

  test('takes no mutations and subscriptions, which are refused before any call', async () => {
    const calls = running.site.requests.length;
    const { status, body } = await send([
      { query: 'mutation { deleteShopOrder(name: "SO-2026-00003") { name } }' },
      { query: 'subscription { shopOrderChanged { name } }' },
    ]);
    expect(status).toBe(200);
    for (const result of body) {
      expect(result).toEqual({
        errors: [
          {
            message: expect.stringContaining('cannot be in an array'),
            extensions: { code: 'BAD_USER_INPUT', field: 'query' },
          },
        ],
      });
    }
    expect(running.site.requests.length).toBe(calls);
  });

  test.each<[string, unknown, object]>([
    ['without an operation', [], { message: '`body`: the array has no operation.', field: 'body' }],
    [
      'that is too long',
      [1, 2, 3, 4],
      { message: '`body`: the array has 4 operations. It may have 3.', field: 'body' },
    ],
  ])('%s is refused as a whole', async (_what, sent, { message, field }: { message?: string; field?: string }) => {
    const { status, body } = await send(sent);
    expect([status, body]).toEqual([400, { errors: [{ message, extensions: { code: 'BAD_USER_INPUT', field } }] }]);
  });

  test('refuses an entry that is not an operation in its place', async () => {
    const { body } = await send([null, { query: ORDERS }, { query: ORDERS, other: 1 }]);
    expect(body).toEqual([
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'body' } })] },
      expect.objectContaining({ data: expect.anything() }),
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'other' } })] },
    ]);
  });

  test('of a credential that the site refuses is a 401', async () => {
    const { status, body } = await send([{ query: ORDERS }, { query: ORDERS }], 'token wrong:wrong');
    expect(status).toBe(401);
    expect(body.map(({ errors }: { errors: { extensions: object }[] }) => errors[0]?.extensions)).toEqual(
      Array(2).fill(expect.objectContaining({ code: 'UNAUTHENTICATED' })),
    );
  });

  test('of a malformed credential is refused so that pages of allowed origins and the log learn why', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'token a b', origin: ORIGIN };
    const body = JSON.stringify([{ query: ORDERS }]);
    const response = await fetch(`${running.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([400, ORIGIN]);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const id = response.headers.get('x-request-id') ?? '';
    await until(() => running.gateway.log.some((line) => line.includes(id)));
    expect(running.gateway.log.find((line) => line.includes(id))).toContain('"codes":["BAD_USER_INPUT"]');
  });

  test('is answered as each caller may see it', async () => {
    const count = { query: '{ shopOrders { totalCount } }' };
    const [alice, carol] = await Promise.all(
      (['alice', 'carol'] as const).map((user) => send([count, count], running.site.authorization(user))),
    );
    expect(alice?.body[0]).toEqual(alice?.body[1]);
    expect(alice?.body[0].data.shopOrders.totalCount).toBeLessThan(carol?.body[0].data.shopOrders.totalCount);
  });
});

test('where arrays are switched off, one is refused as any body that is not an operation', async () => {
  await using off = await startTestGateway({}, { MAX_BATCH_OPERATIONS: '0' });
  const { status, body } = await send([{ query: ORDERS }], undefined, off);
  expect(status).toBe(400);
  expect(body.errors[0].message).toBe(
    '`body`: must be a JSON object with a `query`. Arrays of operations are switched off.',
  );
});

async function send(sent: unknown, authorization = running.site.authorization('carol'), { gateway } = running) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(sent),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape.
  return { status: response.status, body: (await response.json()) as any };
}
