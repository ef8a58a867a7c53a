import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type DemoSite, type Fault, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { holdRequests } from '../support/site-faults.ts';
import { startWatchedGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

/** The site is done with a request at most four seconds after it began. */
const SHORT = { OPERATION_TIMEOUT_MS: '3000', FRAPPE_REQUEST_SECONDS: '1' };

interface Answer {
  data?: { made: { created: boolean; shopNote: { name: string } } | null };
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

/** Sends a create, and gives its answer; null if the gateway died. */
async function create(site: DemoSite, { url }: { url: string }, title: string, key: string): Promise<Answer | null> {
  const query = `mutation ($title: String, $key: String) {
    made: createShopNote(input: { title: $title }, idempotencyKey: $key) { created shopNote { name } }
  }`;
  const headers = { 'content-type': 'application/json', authorization: site.authorization('carol') };
  const body = JSON.stringify({ query, variables: { title, key } });
  try {
    return (await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()) as Answer;
  } catch {
    return null;
  }
}

const notes = (site: DemoSite, title: string) =>
  site.database.all('SELECT name FROM "tabShop Note" WHERE title = ?', [title]).map(({ name }) => name);
const writes = (site: DemoSite) => site.requests.filter(({ method }) => method === 'POST');
const failWrites = (site: DemoSite, fault: Fault) => {
  site.fault = ({ method }) => (method === 'POST' ? fault : undefined);
};

/** A client that sends a create again and again until it has an answer. */
async function persist(site: DemoSite, gateways: readonly { url: string }[], title: string, key: string) {
  let name = '';
  let turn = 0;
  await until(async () => {
    const answer = await create(site, gateways[turn++ % gateways.length] ?? { url: '' }, title, key);
    name = answer?.data?.made?.shopNote.name ?? '';
    return name !== '';
  }, 40);
  return name;
}

/** Kills a process once the site has a write. */
async function killDuring(site: DemoSite, gateway: GatewayProcess, title: string, key: string, isStored: boolean) {
  site.requests.length = 0;
  const answer = create(site, gateway, title, key);
  await until(() => writes(site).length === 1 && (!isStored || notes(site, title).length === 1));
  await gateway.kill();
  expect(await answer).toBeNull();
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a gateway that is killed during a create with a key', () => {
  test('finds out after its restart what became of it', { timeout: 90_000 }, async () => {
    await using site = await startDemoSite({ scale: 'small' });
    const EVENT_LOG_FILE = join(await mkdtemp(join(tmpdir(), 'keys-')), 'events.jsonl');
    // A restart on a busy machine is to be over before the site is done.
    const env = { ...SHORT, FRAPPE_REQUEST_SECONDS: '6', EVENT_LOG_FILE };
    await using gateway = await startGatewayProcess(site, env);

    failWrites(site, { dripMs: 600_000 });
    await killDuring(site, gateway, 'Stored', 'k1', true);
    site.fault = undefined;
    await gateway.start();
    const [stored] = notes(site, 'Stored');
    expect(await create(site, gateway, 'Stored', 'k1')).toEqual({
      data: { made: { created: false, shopNote: { name: stored } } },
      extensions: expect.anything(),
    });

    const held = holdRequests(site, ({ method }) => method === 'POST');
    await killDuring(site, gateway, 'Not stored', 'k2', false);
    await gateway.start();
    held.release();
    const early = await create(site, gateway, 'Not stored', 'k2');
    expect(early?.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', outcome: 'UNKNOWN' });
    const name = await persist(site, [gateway], 'Not stored', 'k2');
    expect(notes(site, 'Not stored')).toEqual([name]);

    failWrites(site, { delayMs: 2_000, goesOn: true });
    await killDuring(site, gateway, 'Stored late', 'k3', false);
    site.fault = undefined;
    await gateway.start();
    const late = await persist(site, [gateway], 'Stored late', 'k3');
    expect(notes(site, 'Stored late')).toEqual([late]);

    // Keys from before the last crashes are still known.
    const first = await create(site, gateway, 'Stored', 'k1');
    expect(first?.data?.made?.shopNote.name).toBe(stored);
  });

  test('does not send it again too early if the clock of the machine was set forward meanwhile', async () => {
    await using site = await startDemoSite({ scale: 'small' });
    const EVENT_LOG_FILE = join(await mkdtemp(join(tmpdir(), 'keys-')), 'events.jsonl');
    const before = await startWatchedGateway(site, { EVENT_LOG_FILE });
    failWrites(site, { resetSocket: true });
    await create(site, before, 'Clock', 'k1');
    await before.close();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const after = await startWatchedGateway(site, { EVENT_LOG_FILE });
    site.fault = undefined;
    const early = await create(site, after, 'Clock', 'k1');
    await after.close();
    expect(early?.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', outcome: 'UNKNOWN' });
    expect(notes(site, 'Clock')).toEqual([]);
  });

  test('creates each document once, whenever it is killed', { timeout: 120_000 }, async () => {
    await using site = await startDemoSite({ scale: 'small' });
    const EVENT_LOG_FILE = join(await mkdtemp(join(tmpdir(), 'keys-')), 'events.jsonl');
    await using gateway = await startGatewayProcess(site, { ...SHORT, EVENT_LOG_FILE });
    site.fault = ({ method }) =>
      method === 'POST' ? { delayMs: Math.random() * 30, goesOn: Math.random() < 0.5 } : undefined;
    let isOver = false;
    const kills = (async () => {
      for (let round = 0; round < 4; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 150));
        await gateway.kill();
        await gateway.start();
      }
      isOver = true;
    })();
    const made: { title: string; name: string }[] = [];
    for (let index = 0; !isOver || index < 20; index += 1) {
      const title = `Random ${index}`;
      made.push({ title, name: await persist(site, [gateway], title, title) });
    }
    await kills;
    for (const { title, name } of made) expect([title, notes(site, title)]).toEqual([title, [name]]);
  });
});

describe.skipIf(WITHOUT_REDIS)(
  `two replicas that share keys over Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`,
  () => {
    test('create one document, whichever of them is asked', { timeout: 60_000 }, async () => {
      await using redis = await startRedis();
      await using site = await startDemoSite({ scale: 'small' });
      const [one, other] = [
        await startWatchedGateway(site, { REDIS_URL: redis.url }),
        await startWatchedGateway(site, { REDIS_URL: redis.url }),
      ];
      try {
        const all = await Promise.all(
          Array.from({ length: 10 }, (_, index) => create(site, index % 2 ? one : other, 'Both', 'k')),
        );
        expect(new Set(all.map((answer) => answer?.data?.made?.shopNote.name)).size).toBe(1);
        expect(all.filter((answer) => answer?.data?.made?.created)).toHaveLength(1);
        expect(notes(site, 'Both')).toHaveLength(1);

        const held = holdRequests(site, ({ method }) => method === 'POST');
        const first = create(site, one, 'Held', 'h');
        await until(() => held.count() === 1);
        expect((await create(site, other, 'Held', 'h'))?.errors?.[0]).toMatchObject({
          message: '`idempotencyKey`: the first request with this key is still running. Send it again later.',
          extensions: { code: 'CONFLICT', field: 'idempotencyKey', retryAfter: 1 },
        });
        held.release();
        const { name } = (await first)?.data?.made?.shopNote ?? {};
        expect((await create(site, other, 'Held', 'h'))?.data?.made).toEqual({ created: false, shopNote: { name } });
        expect((await create(site, other, 'Held differently', 'h'))?.errors?.[0]?.extensions).toMatchObject({
          code: 'BAD_USER_INPUT',
          field: 'idempotencyKey',
        });
      } finally {
        await Promise.all([one.close(), other.close()]);
      }
    });

    test('find out what became of a create of one that was killed', { timeout: 90_000 }, async () => {
      await using redis = await startRedis();
      await using site = await startDemoSite({ scale: 'small' });
      const env = { ...SHORT, REDIS_URL: redis.url };
      await using killed = await startGatewayProcess(site, env);
      const other = await startWatchedGateway(site, env);
      try {
        failWrites(site, { dripMs: 600_000 });
        await killDuring(site, killed, 'Stored', 'k1', true);
        site.fault = undefined;
        const stored = await persist(site, [other], 'Stored', 'k1');
        expect(notes(site, 'Stored')).toEqual([stored]);

        await killed.start();
        const held = holdRequests(site, ({ method }) => method === 'POST');
        await killDuring(site, killed, 'Not stored', 'k2', false);
        await killed.start();
        held.release();
        const name = await persist(site, [killed, other], 'Not stored', 'k2');
        expect(notes(site, 'Not stored')).toEqual([name]);
      } finally {
        await other.close();
      }
    });

    test('create nothing while Redis is away, and find what they could not note', { timeout: 60_000 }, async () => {
      await using redis = await startRedis();
      await using site = await startDemoSite({ scale: 'small' });
      const gateway = await startWatchedGateway(site, { ...SHORT, REDIS_URL: redis.url });
      try {
        const held = holdRequests(site, ({ method }) => method === 'POST');
        const first = create(site, gateway, 'Not noted', 'k1');
        await until(() => held.count() === 1);
        await redis.crash();
        held.release();
        const made = (await first)?.data?.made;
        expect(made?.created).toBe(true);
        const writesBefore = writes(site).length;
        expect((await create(site, gateway, 'Refused', 'k2'))?.errors?.[0]).toMatchObject({
          message: '`idempotencyKey`: keys cannot be kept at present, so nothing was created.',
          extensions: { code: 'UPSTREAM_UNAVAILABLE', field: 'idempotencyKey' },
        });
        expect(writes(site)).toHaveLength(writesBefore);
        await redis.restart();
        expect(await persist(site, [gateway], 'Not noted', 'k1')).toBe(made?.shopNote.name);
        expect(notes(site, 'Not noted')).toHaveLength(1);
      } finally {
        await gateway.close();
      }
    });
  },
);
