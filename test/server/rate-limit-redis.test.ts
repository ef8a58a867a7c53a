import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { fewPoints, startWatchedGateway, type WatchedGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const TOKEN = 'a token of the metrics';

describe.skipIf(WITHOUT_REDIS)(`a rate limit in Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`, () => {
  test('is one for all processes, and each has its own while Redis is away', async () => {
    await using redis = await startRedis();
    await using site = await startDemoSite({ scale: 'small' });
    const start = () => startWatchedGateway(site, { REDIS_URL: redis.url, METRICS_TOKEN: TOKEN }, fewPoints(30));
    const gateways = [await start(), await start()] as const;
    const [one, two] = gateways;
    const ask = async ({ url }: WatchedGateway, as: 'alice' | 'bob') => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: site.authorization(as) },
        body: JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' }),
      });
      const { extensions } = (await response.json()) as { extensions: { cost: { available: number } } };
      return { status: response.status, available: extensions.cost.available };
    };
    const isShared = async ({ url }: WatchedGateway) => {
      const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return (await response.text()).includes('graphql_rate_limit_shared{site=""} 1\n');
    };

    // Both take from the same points, also at the same moment.
    expect(await ask(one, 'alice')).toEqual({ status: 200, available: 29 });
    expect(await ask(two, 'alice')).toEqual({ status: 200, available: 28 });
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(gateways[index % 2] ?? one, 'alice')));
    expect((await ask(two, 'alice')).available).toBe(7);
    expect(await isShared(one)).toBe(true);

    // Without Redis, each goes on from what it last knew.
    await redis.crash();
    for (let left = 6; left >= 0; left -= 1) {
      expect(await ask(two, 'alice')).toEqual({ status: 200, available: left });
    }
    expect(await ask(two, 'alice')).toEqual({ status: 429, available: 0 });
    expect(await isShared(two)).toBe(false);
    expect((await ask(two, 'bob')).status).toBe(200);
    const away = (log: readonly string[]) => log.filter((line) => line.includes('each process counts the points'));
    expect(away(two.log)).toHaveLength(1);

    await redis.restart();
    await until(async () => (await ask(two, 'bob')).status !== 500 && (await isShared(two)));
    expect(two.log.filter((line) => line.includes('points of the rate limit are shared again'))).toHaveLength(1);
    for (const gateway of gateways) await gateway.close();
  });

  test('is shared from the first operation on, if Redis takes a moment to be reached', async () => {
    await using redis = await startRedis();
    await using site = await startDemoSite({ scale: 'small' });
    const target = Number(new URL(redis.url).port);
    const far = createServer((socket) => {
      socket.on('error', () => {});
      setTimeout(() => socket.pipe(connect(target, '127.0.0.1')).pipe(socket), 50);
    });
    await once(far.listen(0, '127.0.0.1'), 'listening');
    const url = `redis://127.0.0.1:${(far.address() as AddressInfo).port}`;
    const gateway = await startWatchedGateway(site, { REDIS_URL: url }, fewPoints(30));
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization('alice') },
      body: JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' }),
    });
    expect(response.status).toBe(200);
    expect(gateway.log.filter((line) => line.includes('each process counts the points'))).toEqual([]);
    await gateway.close();
    far.close();
  });

  test('waits for a Redis that hangs no longer than a moment', async () => {
    await using redis = await startRedis();
    await using site = await startDemoSite({ scale: 'small' });
    const gateway = await startWatchedGateway(site, { RATE_LIMIT_PER_SECOND: '100', REDIS_URL: redis.url });
    redis.hang();
    const begun = performance.now();
    for (let time = 0; time < 20; time += 1) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: site.authorization('alice') },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
    await gateway.close();
  });
});
