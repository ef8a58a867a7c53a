import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { connectRedis } from '../../src/redis/redis-connection.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

test.skipIf(WITHOUT_REDIS !== null).each([
  ['has no memory', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
  ['is a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
])(
  'a Redis that %s keeps no events, and /ready says so until it does',
  { timeout: 60_000 },
  async (_what, refuse, take) => {
    await using redis = await startRedis();
    await using running = await startTestGateway({}, { REDIS_URL: redis.url, WEBHOOK_SECRET: 'topsecret' });
    const { url } = running.gateway;
    const operator = connectRedis(redis.url);
    await operator.connect();
    const command = ([name = '', ...args]: readonly string[]) => operator.call(name, ...args);
    const ready = async () => {
      const response = await fetch(`${url}/ready?events=1`);
      return [response.status, ((await response.json()) as { events: string }).events];
    };
    const deliver = async (second: number) => {
      const modified = `2026-11-01 10:00:0${second}.000000`;
      const body = JSON.stringify({ doctype: 'Shop Order', name: 'SO-2026-00001', modified, event: 'on_change' });
      const signature = createHmac('sha256', 'topsecret').update(body).digest('base64');
      const headers = { 'x-frappe-webhook-signature': signature };
      return (await fetch(`${url}/webhooks/frappe/events/on_change`, { method: 'POST', body, headers })).status;
    };
    const socket = await connectAs(running, 'carol');
    socket.subscribe('orders', 'subscription { shopOrderChanged { name } }');
    await socket.settle();
    await until(async () => (await ready())[0] === 200);
    expect(await deliver(1)).toBe(200);
    expect(await socket.messages.take()).toMatchObject({ id: 'orders', type: 'next' });

    await command(refuse);
    expect(await deliver(2)).toBe(503);
    await until(async () => (await ready())[0] === 503);
    expect(await ready()).toEqual([503, 'unavailable']);

    await command(take);
    await until(async () => (await ready())[0] === 200);
    expect(await deliver(2)).toBe(200);
    expect(await socket.messages.take()).toMatchObject({ id: 'orders', type: 'next' });
    socket.close();
    operator.disconnect();
  },
);
