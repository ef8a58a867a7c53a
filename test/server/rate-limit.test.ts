import { afterEach, describe, expect, test } from 'vitest';
import { createChangeSender } from '../support/change-sender.ts';
import { addItems, CALL_FOR_EACH_ITEM } from '../support/many-items.ts';
import { fewPoints, startTestGateway, type TestGateway, type Tune } from '../support/start-gateway.ts';
import { connectAs, openEvents } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

/** 4 calls and 44 rows at most: 4 points. */
const ORDERS = '{ shopOrders(first: 2) { nodes { name customer { customer_name } items { item { item_name } } } } }';
const TAG = '{ shopTags(first: 1) { nodes { name } } }';

const opened: TestGateway[] = [];
afterEach(() => Promise.all(opened.splice(0).map((gateway) => gateway[Symbol.asyncDispose]())));

async function start(env: Record<string, string> = {}, tune?: Tune): Promise<TestGateway> {
  const gateway = await startTestGateway({}, env, undefined, tune);
  opened.push(gateway);
  return gateway;
}

/** Uses up the points of a caller. @returns how many operations were answered. */
async function exhaust(gateway: TestGateway, as: 'alice' | 'carol'): Promise<number> {
  for (let answered = 0; ; answered += 1) {
    const { status } = await gateway.query(TAG, { as });
    if (status === 429) return answered;
  }
}

const post = (gateway: TestGateway, query: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: gateway.site.authorization('alice'), ...headers },
    body: JSON.stringify({ query }),
  });

describe('the rate limit', () => {
  test('is off by default, and then no answer speaks of points', async () => {
    const gateway = await start();
    expect((await gateway.query(ORDERS)).extensions?.cost).toEqual({ calls: 4, rows: 44 });
  });

  test('reports the points that an operation was estimated to need, those that it used, and those that are left', async () => {
    const gateway = await start({}, fewPoints(12));
    const report = { calls: 4, rows: 44, estimated: 4, actual: 4, available: 8, limit: 12, perSecond: 0.001 };
    expect((await gateway.query(ORDERS, { as: 'alice' })).extensions?.cost).toEqual(report);
    // An operation without calls is one point.
    const { extensions } = await gateway.query('{ __typename }', { as: 'alice' });
    expect(extensions?.cost).toMatchObject({ calls: 0, rows: 0, estimated: 1, actual: 1, available: 7 });
  });

  test('gives back the points that were estimated and not used', async () => {
    const gateway = await start({}, fewPoints(12));
    const none = '{ shopOrders(first: 500, filter: { name: { eq: "none" } }) { nodes { name customer { name } } } }';
    const { cost } = (await gateway.query(none, { as: 'alice' })).extensions ?? {};
    expect(cost).toMatchObject({ estimated: 6, actual: 1, available: 11 });
  });

  test('takes the points of each query in a batch', async () => {
    const gateway = await start({}, fewPoints(11));
    await gateway.query(TAG, { as: 'carol' });
    const response = await fetch(`${gateway.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: gateway.site.authorization('carol') },
      body: JSON.stringify([{ query: ORDERS }, { query: TAG }, { query: ORDERS }, { query: ORDERS }]),
    });
    const answers = (await response.json()) as { errors?: { extensions: { code: string } }[] }[];
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'RATE_LIMITED',
    ]);
    expect((await gateway.query('{ __typename }', { as: 'carol' })).extensions?.cost).toMatchObject({ available: 0 });
  });

  test('takes what the queries of a batch used beyond their estimates', async () => {
    const gateway = await start({}, fewPoints(1_000));
    addItems(gateway.site, 60);
    await gateway.query(TAG, { as: 'carol' });
    gateway.site.requests.length = 0;
    const response = await fetch(`${gateway.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: gateway.site.authorization('carol') },
      body: JSON.stringify([{ query: CALL_FOR_EACH_ITEM }, { query: '{ __typename }' }]),
    });
    expect(await response.json()).toMatchObject([{ extensions: { cost: { calls: 12 } } }, { data: {} }]);
    const used = gateway.site.requests.length;
    expect(used).toBeGreaterThan(60);
    // One point for its 100 rows, and one each for the tag and for the two queries without calls.
    const { extensions } = await gateway.query('{ __typename }', { as: 'carol' });
    expect(extensions?.cost).toMatchObject({ available: 1_000 - used - 4 });
  });

  test('counts an operation once that begins in the quick handler and ends in the executor', async () => {
    const gateway = await start({}, fewPoints(12));
    for (let time = 0; time < 2; time += 1) {
      const answer = await gateway.query('{ shopOrders(first: 1) { nodes { name } } __typename }', { as: 'bob' });
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(answer.extensions?.cost).toMatchObject({ actual: 1, available: 11 - time });
    }
  });

  test('refuses an operation with 429 before any call, and says when to try again', async () => {
    const gateway = await start({}, fewPoints(12));
    for (let time = 0; time < 2; time += 1) await gateway.query(ORDERS, { as: 'alice' });
    for (let time = 0; time < 2; time += 1) await gateway.query(TAG, { as: 'alice' });
    gateway.site.requests.length = 0;
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await post(gateway, ORDERS, { accept });
      expect(response.status).toBe(429);
      const retryAfter = Number(response.headers.get('retry-after'));
      expect(retryAfter).toBeGreaterThan(1_900);
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: `The operation needs 4 points, and 2 are left. Try again in ${retryAfter} s, or ask for less at once.`,
            extensions: { code: 'RATE_LIMITED', retryAfter },
          },
        ],
        extensions: {
          cost: { calls: 4, rows: 44, estimated: 4, actual: 0, available: 2, limit: 12, perSecond: 0.001 },
        },
      });
    }
    expect(gateway.site.requests).toEqual([]);
    // A cheaper operation still runs.
    expect((await gateway.query(TAG, { as: 'alice' })).status).toBe(200);
  });

  test('refuses a mutation as a whole', async () => {
    const gateway = await start({}, fewPoints(12));
    await exhaust(gateway, 'alice');
    const create = 'mutation { createShopTag(input: { name: "limited" }) { shopTag { name } } }';
    gateway.site.requests.length = 0;
    const answer = await gateway.query(create, { as: 'alice' });
    expect([answer.status, answer.errors?.[0]?.extensions.code, answer.data]).toEqual([429, 'RATE_LIMITED', undefined]);
    expect(gateway.site.requests).toEqual([]);
  });

  test('lets a caller go on as points come back', async () => {
    const gateway = await start({ RATE_LIMIT_PER_SECOND: '20', RATE_LIMIT_BURST: '4' });
    await exhaust(gateway, 'alice');
    await until(async () => (await gateway.query(TAG, { as: 'alice' })).status === 200);
  });

  test('runs an operation that needs more points than there can be once all are there', async () => {
    const gateway = await start({}, fewPoints(3));
    expect((await gateway.query(ORDERS, { as: 'alice' })).extensions?.cost).toMatchObject({
      estimated: 4,
      available: -1,
    });
    expect(Number((await post(gateway, ORDERS)).headers.get('retry-after'))).toBeGreaterThan(3_900);
  });

  test('refuses operations over a socket and as an event stream', async () => {
    const gateway = await start({}, fewPoints(12));
    await exhaust(gateway, 'alice');
    const socket = await connectAs(gateway, 'alice');
    for (const query of [ORDERS, 'subscription { shopOrderChanged { name shopOrder { customer { name } } } }']) {
      socket.subscribe('1', query);
      expect(await socket.messages.take()).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'RATE_LIMITED' } }],
      });
      const events = await openEvents(gateway, query, { as: 'alice' });
      expect(events.status).toBe(429);
      expect(Number(events.headers.get('retry-after'))).toBeGreaterThan(0);
      const { data = '' } = await events.events.take();
      expect(JSON.parse(data).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      await events.ended;
    }
    socket.close();
  });

  test('counts the calls of subscriptions and never loses a change for them', async () => {
    const gateway = await start({}, fewPoints(12));
    const sendChange = createChangeSender(gateway);
    const socket = await connectAs(gateway, 'carol');
    socket.subscribe('1', 'subscription { shopOrderChanged { name } }');
    // Its start is a call.
    await until(() => gateway.site.requests.some(({ path }) => path.includes('Order')));
    await exhaust(gateway, 'carol');
    for (let time = 0; time < 3; time += 1) {
      await sendChange('UPDATE', 'SO-2026-00001');
      expect((await socket.messages.take()).payload.data).toEqual({ shopOrderChanged: { name: 'SO-2026-00001' } });
    }
    const answer = await gateway.query(TAG, { as: 'carol' });
    expect(answer.extensions?.cost).toMatchObject({ available: -3 });
    socket.close();
  });

  test('makes a live query wait whose caller has used more points than there are', async () => {
    const gateway = await start({ RATE_LIMIT_PER_SECOND: '10', RATE_LIMIT_BURST: '6' });
    const sendChange = createChangeSender(gateway);
    const socket = await connectAs(gateway, 'alice');
    socket.subscribe('1', 'query @live(throttle: 0) { shopOrder(name: "SO-2026-00001") { status modified } }');
    await socket.messages.take();
    const begun = performance.now();
    for (let time = 0; time < 20; time += 1) {
      gateway.site.database.update('Shop Order', 'SO-2026-00001', { status: `Status ${time}` } as never);
      await sendChange('UPDATE', 'SO-2026-00001');
      await socket.messages.take();
    }
    // 21 points and more, of which 6 were there.
    expect(performance.now() - begun).toBeGreaterThan(1_200);
    socket.close();
  });

  test('counts files, and refuses them with 429', async () => {
    const gateway = await start({}, fewPoints(12));
    await exhaust(gateway, 'alice');
    const response = await fetch(`${gateway.gateway.url}/private/files/none.txt`, {
      headers: { authorization: gateway.site.authorization('alice') },
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(900);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });

  test('shows in the metrics', async () => {
    const gateway = await start({ METRICS_TOKEN: 'a token of the metrics' }, fewPoints(12));
    const answered = await exhaust(gateway, 'alice');
    const response = await fetch(`${gateway.gateway.url}/metrics`, {
      headers: { authorization: 'Bearer a token of the metrics' },
    });
    const text = await response.text();
    expect(text).toContain(`graphql_points_used_total{site=""} ${answered}\n`);
    expect(text).toContain('graphql_rate_limited_total{site=""} 1\n');
    expect(text).toContain('graphql_errors_total{site="",code="RATE_LIMITED"} 1\n');
    expect(text).not.toContain('graphql_rate_limit_shared{');
  });
});
