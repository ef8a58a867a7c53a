import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ExactNumber, parseExactJson } from '../../src/exact-json.ts';
import { diffJson as diffInSteps, type PatchStep } from '../../src/server/stream/json-patch.ts';
import { doAtOnce } from '../../src/turns.ts';
import { createChangeSender, type SendChange } from '../support/change-sender.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents, type TestSocket } from '../support/stream-clients.ts';

const SHARED = 'SO-2026-00001';

let running: TestGateway;
let sendChange: SendChange;
const sockets: TestSocket[] = [];

beforeEach(async () => {
  running = await startTestGateway();
  sendChange = createChangeSender(running);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await running[Symbol.asyncDispose]();
});

async function ask(as: DemoUser, query: string, variables = {}): Promise<TestSocket> {
  const socket = await connectAs(running, as);
  sockets.push(socket);
  socket.subscribe('1', query, variables);
  return socket;
}

interface Row {
  readonly order_date: string;
}

const resultOf = async (socket: TestSocket) => (await socket.messages.take()).payload;

function update(name: string, values: Record<string, unknown>, doctype = 'Shop Order'): void {
  running.site.database.update(doctype, name, values as never);
}

describe('a live query', () => {
  const one = `query @live(throttle: 0) { shopOrder(name: "${SHARED}") { status customer { customer_name } } }`;

  test('answers at once, and again when a document changes that it read', async () => {
    const socket = await ask('carol', one);
    const first = await resultOf(socket);
    expect(first).toMatchObject({ data: { shopOrder: { status: 'Cancelled' } } });
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    expect(await resultOf(socket)).toMatchObject({ data: { shopOrder: { status: 'Open' } } });
    update('CUST-01110', { customer_name: 'Changed' }, 'Shop Customer');
    await sendChange('UPDATE', 'CUST-01110', 'Shop Customer');
    expect(await resultOf(socket)).toMatchObject({ data: { shopOrder: { customer: { customer_name: 'Changed' } } } });
  });

  test('says nothing where the answer is the same, and asks nothing where it read nothing that changed', async () => {
    const socket = await ask('carol', one);
    await resultOf(socket);
    running.site.requests.length = 0;
    await sendChange('UPDATE', 'SO-2026-00002');
    await sendChange('UPDATE', 'ITEM-0001', 'Shop Item');
    expect(await socket.settled()).toEqual([]);
    expect(running.site.requests).toEqual([]);
    await sendChange('UPDATE', SHARED);
    expect(await socket.settled()).toEqual([]);
    expect(running.site.requests).toHaveLength(2);
  });

  test('of a list runs again for any document of its DocType', async () => {
    const query =
      'query @live(throttle: 0) { shopOrders(filter: { status: { eq: Open } }, first: 2) { totalCount nodes { name } } }';
    const socket = await ask('carol', query);
    const first = await resultOf(socket);
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    expect((await resultOf(socket)).data.shopOrders.totalCount).toBe(first.data.shopOrders.totalCount + 1);
  });

  test('of a timespan is answered again at midnight of the site, and one without it is not', {
    timeout: 20_000,
  }, async () => {
    update('SO-2026-00001', { order_date: '2026-11-21' });
    update('SO-2026-00002', { order_date: '2026-11-22' });
    // Five seconds before midnight in the site's zone; an answer shows the gateway the site's clock.
    running.site.clock.shift(12 * 3600 - 5);
    await running.query('{ shopOrders(first: 1) { nodes { name } } }');
    const orders = (filter: string) =>
      `query @live(throttle: 0) { shopOrders(filter: ${filter}) { nodes { order_date } } }`;
    const today = await ask('carol', orders('{ or: [{ order_date: { timespan: TODAY } }, { name: { eq: "none" } }] }'));
    const fixed = await ask('carol', orders('{ order_date: { eq: "2026-11-21" } }'));
    const dates = async () => (await resultOf(today)).data.shopOrders.nodes.map(({ order_date }: Row) => order_date);
    expect(await dates()).toContain('2026-11-21');
    await resultOf(fixed);
    const after = await dates();
    expect(new Set(after)).toEqual(new Set(['2026-11-22']));
    expect(await fixed.settled()).toEqual([]);
    running.site.requests.length = 0;
    await sendChange('UPDATE', 'ITEM-0001', 'Shop Item');
    expect(await today.settled()).toEqual([]);
    expect(running.site.requests).toEqual([]);
  });

  test('counts many changes as one run', async () => {
    const socket = await ask('carol', one.replace('throttle: 0', 'throttle: 300'));
    await resultOf(socket);
    running.site.requests.length = 0;
    for (let count = 0; count < 20; count += 1) {
      update(SHARED, { custom_priority: count });
      await sendChange('UPDATE', SHARED);
    }
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    expect(await resultOf(socket)).toMatchObject({ data: { shopOrder: { status: 'Open' } } });
    expect(running.site.requests.length).toBeLessThanOrEqual(4);
    expect(running.site.requests.length).toBeGreaterThanOrEqual(2);
  });

  test("runs as its caller, with the caller's permissions", async () => {
    const query = `query @live(throttle: 0) { shopOrders(first: 1, filter: { name: { eq: "${SHARED}" } }) { nodes { status } } }`;
    const alice = await ask('alice', query);
    const carol = await ask('carol', query);
    expect(await resultOf(alice)).toEqual(await resultOf(carol));
    running.site.database.run('DELETE FROM "tabDocShare"');
    await sendChange('UPDATE', SHARED);
    expect(await resultOf(alice)).toEqual({ data: { shopOrders: { nodes: [] } } });
    expect(await carol.settled()).toEqual([]);
  });

  test('is run once for all who ask it with the same credential; who comes later gets the last answer', async () => {
    const first = await ask('carol', one);
    await resultOf(first);
    running.site.requests.length = 0;
    const second = await ask('carol', one);
    expect(await resultOf(second)).toMatchObject({ data: { shopOrder: { status: 'Cancelled' } } });
    const shopCalls = () => running.site.requests.filter(({ path }) => path.includes('Shop'));
    expect(shopCalls()).toEqual([]);
    update(SHARED, { status: 'Draft' });
    await sendChange('UPDATE', SHARED);
    for (const socket of [first, second]) {
      expect(await resultOf(socket)).toMatchObject({ data: { shopOrder: { status: 'Draft' } } });
    }
    expect(shopCalls()).toHaveLength(2);
  });

  test('misses no change that comes while it runs', async () => {
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<undefined>();
    // The order has been read when its customer is asked for.
    running.site.fault = ({ path }) => {
      if (!path.includes('Shop%20Customer')) return undefined;
      reached.resolve();
      return held.promise;
    };
    const socket = await ask('carol', one);
    await reached.promise;
    update(SHARED, { status: 'Closed' });
    await sendChange('UPDATE', SHARED);
    held.resolve(undefined);
    for (const status of ['Cancelled', 'Closed']) {
      expect(await resultOf(socket)).toMatchObject({ data: { shopOrder: { status } } });
    }
  });

  test('sends patches where they are asked for, and numbers them for each subscriber', async () => {
    const patched = one.replace('throttle: 0', 'throttle: 0, patch: true');
    const first = await ask('carol', patched);
    expect(await resultOf(first)).toMatchObject({ data: { shopOrder: { status: 'Cancelled' } }, revision: 1 });
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    expect(await resultOf(first)).toEqual({
      patch: [{ op: 'replace', path: '/data/shopOrder/status', value: 'Open' }],
      revision: 2,
    });
    const second = await ask('carol', patched);
    expect(await resultOf(second)).toMatchObject({ data: { shopOrder: { status: 'Open' } }, revision: 1 });
    update(SHARED, { status: 'Draft' });
    await sendChange('UPDATE', SHARED);
    const patch = [{ op: 'replace', path: '/data/shopOrder/status', value: 'Draft' }];
    expect(await resultOf(first)).toEqual({ patch, revision: 3 });
    expect(await resultOf(second)).toEqual({ patch, revision: 2 });
  });

  test('replaces a result whose patch would be longer', async () => {
    const socket = await ask(
      'carol',
      `query @live(throttle: 0, patch: true) { a: shopOrder(name: "${SHARED}") { status } }`,
    );
    await resultOf(socket);
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    const { patch } = await resultOf(socket);
    expect(patch).toMatchObject([{ op: 'replace', path: '', value: { data: { a: { status: 'Open' } } } }]);
  });

  test('comes over server-sent events too', async () => {
    const stream = await openEvents(running, one, { as: 'carol' });
    expect(JSON.parse((await stream.events.take()).data ?? '')).toMatchObject({ data: { shopOrder: {} } });
    update(SHARED, { status: 'Open' });
    await sendChange('UPDATE', SHARED);
    expect(JSON.parse((await stream.events.take()).data ?? '')).toMatchObject({
      data: { shopOrder: { status: 'Open' } },
    });
    stream.close();
  });

  test('is a plain query over plain HTTP, and where it says so', async () => {
    const { data } = await running.query(one, { as: 'carol' });
    expect(data.shopOrder.status).toBe('Cancelled');
    const query = 'query ($live: Boolean!) @live(if: $live) { shopOrder(name: "SO-2026-00001") { status } }';
    const socket = await ask('carol', query, { live: false });
    expect((await socket.messages.take()).type).toBe('next');
    expect((await socket.messages.take()).type).toBe('complete');
  });

  test('takes the defaults of variables that are not given', async () => {
    const byDefault = (defaults: string, directive: string) =>
      `query (${defaults}) @live(${directive}) { shopOrder(name: "${SHARED}") { status } }`;
    const plain = await ask('carol', byDefault('$live: Boolean! = false', 'if: $live'));
    expect([(await plain.messages.take()).type, (await plain.messages.take()).type]).toEqual(['next', 'complete']);
    const patched = await ask('carol', byDefault('$patch: Boolean! = true', 'throttle: 0, patch: $patch'));
    expect(await resultOf(patched)).toMatchObject({ revision: 1 });
    const wrong = await ask('carol', byDefault('$throttle: Int! = -1', 'throttle: $throttle'));
    const { payload } = await wrong.messages.take();
    expect((payload.errors ?? payload)[0]).toMatchObject({ extensions: { field: 'throttle' } });
  });

  test('is held to the limits of queries', async () => {
    const dear =
      'query @live { shopOrders(first: 500) { nodes { customer { shopOrdersByCustomer(first: 500) { nodes { name customer { shopOrdersByCustomer(first: 500) { nodes { name } } } } } } } } }';
    const socket = await ask('carol', dear);
    const { payload } = await socket.messages.take();
    expect((payload.errors ?? payload)[0]).toMatchObject({ extensions: { code: 'COST_EXCEEDED' } });
    const long = await ask('carol', one.replace('throttle: 0', 'throttle: -1'));
    const { payload: refusal } = await long.messages.take();
    expect((refusal.errors ?? refusal)[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'throttle' } });
  });
});

describe('a JSON patch', () => {
  test('turns the one value into the other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const from = JSON.parse(JSON.stringify(before));
        expect(applied(from, diffJson(from, JSON.parse(JSON.stringify(after))))).toEqual(
          JSON.parse(JSON.stringify(after)),
        );
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('has room for more steps than a call can have arguments', () => {
    const values = (first: number) => ({ a: Array.from({ length: 300_000 }, (_, index) => first + index) });
    expect(diffJson(values(0), values(1))).toHaveLength(300_000);
  });

  test('holds the digits of numbers that JavaScript would change', () => {
    const [before, same, after] = ['40993', '40993', '40995'].map((end) => parseExactJson(`{"a":[90071992547${end}]}`));
    expect(diffJson(before, same)).toEqual([]);
    expect(JSON.stringify(diffJson(before, after))).toBe('[{"op":"replace","path":"/a/0","value":9007199254740995}]');
    expect(diffJson({ a: 1 }, after)).toEqual([
      { op: 'replace', path: '/a', value: [new ExactNumber('9007199254740995')] },
    ]);
  });
});

function diffJson(before: unknown, after: unknown): PatchStep[] {
  return doAtOnce(diffInSteps(before, after));
}

/** Applies a patch as RFC 6902 says. */
function applied(value: unknown, steps: readonly PatchStep[]): unknown {
  const holder: Record<string, unknown> = { '': structuredClone(value) };
  for (const step of steps) {
    const keys = ['', ...step.path.split('/').slice(1)].map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() as string;
    // biome-ignore lint/suspicious/noExplicitAny: any JSON value
    const target: any = keys.reduce((at: any, key) => at[key], keys.length === 0 ? { ...holder } : holder);
    if (keys.length === 0) holder[''] = step.op === 'remove' ? undefined : step.value;
    else if (Array.isArray(target)) {
      if (step.op === 'remove') target.splice(Number(last), 1);
      else if (step.op === 'add') target.splice(last === '-' ? target.length : Number(last), 0, step.value);
      else target[Number(last)] = step.value;
    } else if (step.op === 'remove') delete target[last];
    else
      Object.defineProperty(target, last, { value: step.value, enumerable: true, configurable: true, writable: true });
  }
  return holder[''];
}
