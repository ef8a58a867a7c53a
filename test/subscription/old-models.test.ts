import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createSharedSchemas } from '../../src/server/site/shared-schemas.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { holdRequests } from '../support/site-faults.ts';
import { gatewayEnv, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents, type TestSocket } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const QUIET = 'subscription { shopTagChanged(name: "never") { name } }';
const LIVE = 'query @live { shopTags(filter: { name: { eq: "never" } }) { nodes { name } } }';

let running: TestGateway;
let socket: TestSocket;

beforeEach(async () => {
  const site = await startDemoSite({ scale: 'small' });
  const config = { ...readConfig(gatewayEnv(site)), credentialCheckSeconds: 0.05 };
  const gateway = await startGateway(config, pino({ level: 'silent' }), createSharedSchemas());
  running = { site, gateway } as unknown as TestGateway;
  socket = await connectAs(running, 'gateway');
});

afterEach(async () => {
  socket.close();
  await running.gateway.close();
  await running.site.close();
});

/** Changes the model twice, and waits until nothing keeps the first one. */
async function outdateModel(): Promise<void> {
  const { site, gateway } = running;
  const first = new WeakRef(gateway.site.current().schema);
  for (const fieldname of ['custom_rank', 'custom_place']) {
    const field = { dt: 'Shop Tag', fieldname, fieldtype: 'Int', label: fieldname, insert_after: 'title' };
    site.database.insert('Custom Field', { name: `Shop Tag-${fieldname}`, ...field });
    await gateway.site.refresh();
    // Yoga keeps the schema of the latest operation.
    await socket.settle();
  }
  await until(() => {
    collectGarbage();
    return first.deref() === undefined;
  });
}

test('streams in which nothing happens do not keep models that are not served any more', async () => {
  socket.subscribe('1', QUIET);
  socket.subscribe('2', LIVE);
  expect((await socket.messages.take()).type).toBe('next');
  const events = await openEvents(running, QUIET.replace('never', 'nowhere'), { as: 'gateway' });
  await outdateModel();
  expect(await socket.settled()).toEqual([]);
  events.close();
});

test('a live query whose last subscriber leaves while it runs keeps nothing', async () => {
  socket.subscribe('1', 'query @live(throttle: 0) { shopTags(first: 1) { nodes { name } } }');
  expect((await socket.messages.take()).type).toBe('next');
  const held = holdRequests(running.site, ({ path }) => path.includes('Shop%20Tag') && !path.includes('a-fence'));
  await createChangeSender(running)('UPDATE', 'Urgent', 'Shop Tag');
  await until(() => held.count() === 1);
  socket.send({ id: '1', type: 'complete' });
  await socket.settle();
  held.release();
  await outdateModel();
});
