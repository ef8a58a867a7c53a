import { expect, test } from 'vitest';
import { createChangeSender } from '../support/change-sender.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const ORDERS = 'subscription { shopOrderChanged { name } }';

test.skipIf(WITHOUT_REDIS !== null)(
  `while Redis is away no subscription begins, queries are answered, and all goes on when it is back${WITHOUT_REDIS ? ` (${WITHOUT_REDIS})` : ''}`,
  { timeout: 60_000 },
  async () => {
    await using redis = await startRedis();
    await using running = await startTestGateway({}, { REDIS_URL: redis.url });
    const sendChange = createChangeSender(running);
    const socket = await connectAs(running, 'carol');
    socket.subscribe('before', ORDERS);
    await socket.settle();
    await sendChange('UPDATE', 'SO-2026-00001');
    expect(await socket.messages.take()).toMatchObject({ id: 'before', type: 'next' });
    await redis.crash();
    await until(() => running.gateway.site.events.state() === 'unavailable');
    socket.subscribe('meanwhile', ORDERS.replace('name', 'event'));
    expect(await socket.messages.take(20_000)).toMatchObject({
      id: 'meanwhile',
      type: 'error',
      payload: [{ message: 'Changes cannot be delivered at present.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    });
    socket.subscribe('query', '{ shopOrder(name: "SO-2026-00001") { name } }');
    expect(await socket.messages.take()).toMatchObject({ id: 'query', type: 'next' });
    expect(await socket.messages.take()).toMatchObject({ id: 'query', type: 'complete' });
    socket.subscribe('live', 'query @live { shopOrder(name: "SO-2026-00001") { name } }');
    expect(await socket.messages.take(20_000)).toMatchObject({ id: 'live', type: 'next' });
    await redis.restart();
    await until(() => running.gateway.site.events.state() === 'ready');
    await sendChange('UPDATE', 'SO-2026-00002');
    expect(await socket.messages.take(10_000)).toMatchObject({
      id: 'before',
      payload: { data: { shopOrderChanged: { name: 'SO-2026-00002' } } },
    });
    socket.close();
  },
);
