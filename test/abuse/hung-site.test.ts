import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';
import { holdRequests } from '../support/site-faults.ts';
import { slowness } from '../support/slowness.ts';
import type { DemoUser } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const READ = '{ shopOrders(first: 1) { nodes { name } } }';

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
});

afterEach(() => {
  site.fault = undefined;
  site.requests.length = 0;
});

afterAll(() => site.close());

/** Has a gateway of its own before the tests of a block. */
function useGateway(env: Record<string, string>): void {
  beforeAll(async () => {
    gateway = await startGatewayProcess(site, env, { isProbed: true });
    site.requests.length = 0;
  });

  afterAll(() => gateway[Symbol.asyncDispose]());
}

interface Asking {
  as?: DemoUser;
  from?: string;
  signal?: AbortSignal;
}

async function ask(query: string, { as = 'carol', from, signal }: Asking = {}) {
  const startedAt = performance.now();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(as === 'guest' ? {} : { authorization: site.authorization(as) }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
    },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  const { status, headers } = response;
  const codes = errors?.map(({ extensions }) => extensions.code) ?? [];
  return { status, data, codes, retryAfter: headers.get('retry-after'), ms: performance.now() - startedAt };
}

/** Another caller's reads, one after the other, each in good time. */
async function expectQuickReads(asking: Asking = { as: 'carol' }): Promise<void> {
  for (let count = 0; count < 5; count += 1) {
    const { status, codes, ms } = await ask(READ, asking);
    expect([status, codes]).toEqual([200, []]);
    expect(ms).toBeLessThan(1_000 * slowness());
  }
}

const isOf = (user: Exclude<DemoUser, 'guest'>) => {
  const authorization = site.authorization(user);
  return ({ headers }: { headers: Readonly<Record<string, string>> }) => headers.authorization === authorization;
};

describe('while a site does not answer', () => {
  useGateway({ TRUSTED_PROXIES: '127.0.0.1', MAX_SOCKET_OPERATIONS: '20000' });

  test('400 calls of one caller, a read of another is answered at once', async () => {
    const held = holdRequests(site, isOf('alice'));
    const gone = new AbortController();
    const hung = Array.from({ length: 400 }, () =>
      ask(READ, { as: 'alice', signal: gone.signal }).catch(() => 'given up'),
    );
    await until(() => held.count() >= 64);
    await expectShortTurns(gateway, () => expectQuickReads());
    expect(held.count(), 'half of all places stay free').toBe(64);
    gone.abort();
    expect(new Set(await Promise.all(hung))).toEqual(new Set(['given up']));
    held.release();
    // On a busy machine, calls that were given up late look like a site that is away, until the gateway has probed it.
    await until(async () => (await ask(READ, { as: 'alice' })).codes[0] !== 'UPSTREAM_UNAVAILABLE');
    // Those that waited for a turn have left the queue.
    await expectQuickReads({ as: 'alice' });
  });

  test('400 calls of 40 guests at 40 addresses, one at another address is answered at once', async () => {
    const held = holdRequests(site, ({ headers }) => headers['x-forwarded-for']?.startsWith('10.1.') ?? false);
    const gone = new AbortController();
    const guests = Array.from({ length: 400 }, (_, index) => `10.1.0.${index % 40}`);
    const hung = guests.map((from) => ask(READ, { as: 'guest', from, signal: gone.signal }).catch(() => 'given up'));
    await until(() => held.count() >= 100);
    await expectQuickReads();
    gone.abort();
    await Promise.all(hung);
    held.release();
  });

  test('10,000 queries on one socket, others are answered at once', async () => {
    const socket = await connectAs({ gateway, site } as never, 'alice');
    const held = holdRequests(site, isOf('alice'));
    const refused = new Set<string>();
    socket.socket.on('message', (data) => refused.add(JSON.parse(String(data)).id));
    for (let id = 0; id < 10_000; id += 1) socket.subscribe(String(id), READ);
    // A call that can neither begin nor wait is refused at once.
    await until(() => refused.size === 10_000 - 64 - 1_000, 25);
    await expectQuickReads();
    const { payload } = await socket.messages.take();
    expect((payload.errors ?? payload)[0].extensions).toEqual({ code: 'OVERLOADED', retryAfter: 1 });
    expect(held.count()).toBe(64);
    socket.close();
    held.release();
    await until(async () => (await ask(READ, { as: 'alice' })).codes[0] !== 'UPSTREAM_UNAVAILABLE');
  });
});

describe('responses that drip', () => {
  useGateway({ FRAPPE_TOTAL_TIMEOUT_MS: '1500' });

  test('hold up nobody else, and end after the time of a call', async () => {
    const isDripping = isOf('alice');
    site.fault = (request) =>
      isDripping(request) ? { dripMs: 300, body: `{"data":[]}${' '.repeat(1_000)}` } : undefined;
    const startedAt = performance.now();
    const dripping = Array.from({ length: 130 }, () => ask(READ, { as: 'alice' }));
    await until(() => site.requests.filter(isDripping).length >= 64);
    await expectQuickReads();
    for (const { status, codes } of await Promise.all(dripping)) {
      expect([status, codes]).toEqual([200, ['UPSTREAM_TIMEOUT']]);
    }
    // They had their turns in three rounds.
    expect(performance.now() - startedAt).toBeLessThan(3 * 1_500 + 5_000);
  });

  test('leave the outcome of a write unknown', async () => {
    site.fault = ({ method }) => (method === 'POST' ? { dripMs: 300, body: '{"data":{"name":"x"}}' } : undefined);
    const { data, codes } = await ask('mutation { createShopTag(input: { name: "Drip" }) { shopTag { name } } }');
    expect([data, codes]).toEqual([{ createShopTag: null }, ['UPSTREAM_TIMEOUT']]);
  });
});
