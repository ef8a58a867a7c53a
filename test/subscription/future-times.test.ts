import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendWebhook } from '../support/event-gateway.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, type TestSocket } from '../support/stream-clients.ts';

const ORDERS = 'subscription ($after: String) { shopOrderChanged(after: $after) { event modified resumeToken } }';
const ORDER = 'SO-2026-00001';
const FUTURE = '2099-01-01 00:00:00.000000';

const logs = [
  { kind: 'in memory', redis: null },
  { kind: 'in Redis', redis: startRedis },
];

describe.for(logs)('after a webhook dated in the future, with the log $kind,', ({ redis: start }) => {
  let running: TestGateway;
  let redis: Awaited<ReturnType<typeof startRedis>> | null = null;
  const sockets: TestSocket[] = [];

  beforeEach(async (context) => {
    if (start !== null && WITHOUT_REDIS) return context.skip(WITHOUT_REDIS);
    redis = start === null ? null : await start();
    const env = redis === null ? {} : { REDIS_URL: redis.url };
    running = await startTestGateway({}, { WEBHOOK_SECRET: 'topsecret', ...env });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await running[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  const ask = async (query: string, variables = {}) => {
    const socket = await connectAs(running, 'carol');
    sockets.push(socket);
    socket.subscribe('1', query, variables);
    await socket.settle();
    return socket;
  };
  const change = (modified: string, docevent = 'on_change') =>
    sendWebhook(running.gateway, docevent, { doctype: 'Shop Order', name: ORDER, modified });
  const nextOf = async (socket: TestSocket) => (await socket.messages.take()).payload.data.shopOrderChanged;

  test('later changes are reported, the same delivery once, and the log says it once', async () => {
    const socket = await ask(ORDERS);
    for (let times = 0; times < 3; times += 1) await change(FUTURE);
    expect(await nextOf(socket)).toMatchObject({ event: 'UPDATE', modified: '2099-01-01T00:00:00' });
    await change('2026-11-21 12:00:01.000000');
    expect(await nextOf(socket)).toMatchObject({ event: 'UPDATE', modified: '2026-11-21T12:00:01' });
    await change('2026-11-21 12:00:01.000000', 'on_submit');
    expect(await nextOf(socket)).toMatchObject({ event: 'SUBMIT' });
    await change('2026-11-21 11:00:00.000000');
    await change('2026-11-21 12:00:01.000000');
    expect(await socket.settled()).toEqual([]);
    const warnings = running.gateway.log.filter((line) => line.includes('dated in the future'));
    expect(warnings.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 40, doctype: 'Shop Order', name: ORDER, modified: FUTURE }),
    ]);
  });

  test('a resume token goes on behind it', async () => {
    const first = await ask(ORDERS);
    await change(FUTURE);
    const { resumeToken } = await nextOf(first);
    first.close();
    await change('2026-11-21 12:00:01.000000');
    await change('2026-11-21 12:00:02.000000');
    const second = await ask(ORDERS, { after: resumeToken });
    expect((await nextOf(second)).modified).toBe('2026-11-21T12:00:01');
    expect((await nextOf(second)).modified).toBe('2026-11-21T12:00:02');
  });

  test('a deletion is reported, a live query answers again, and so does a document of that name', async () => {
    const socket = await ask(ORDERS);
    const live = await ask(`query @live(throttle: 0) { shopOrder(name: "${ORDER}") { status } }`);
    expect((await live.messages.take()).payload.data.shopOrder.status).toBe('Cancelled');
    await change(FUTURE);
    await nextOf(socket);
    running.site.database.update('Shop Order', ORDER, { status: 'Open' });
    await change('2026-11-21 12:00:01.000000');
    expect((await live.messages.take()).payload.data.shopOrder.status).toBe('Open');
    await nextOf(socket);
    await change(FUTURE, 'on_trash');
    expect(await nextOf(socket)).toMatchObject({ event: 'DELETE' });
    await change('2026-11-21 12:00:03.000000', 'after_insert');
    expect(await nextOf(socket)).toMatchObject({ event: 'INSERT' });
  });
});
