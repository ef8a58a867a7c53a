import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createSharedSchemas } from '../../src/server/site/shared-schemas.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { gatewayEnv, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const QUIET = 'subscription { shopTagChanged(name: "never") { name } }';
const LIVE = 'query @live { shopTags(filter: { name: { eq: "never" } }) { nodes { name } } }';

test('streams in which nothing happens do not keep models that are not served any more', async () => {
  await using site = await startDemoSite({ scale: 'small' });
  const config = { ...readConfig(gatewayEnv(site)), credentialCheckSeconds: 0.05 };
  const gateway = await startGateway(config, pino({ level: 'silent' }), createSharedSchemas());
  const running = { site, gateway } as unknown as TestGateway;
  const socket = await connectAs(running, 'gateway');
  socket.subscribe('1', QUIET);
  socket.subscribe('2', LIVE);
  expect((await socket.messages.take()).type).toBe('next');
  const events = await openEvents(running, QUIET.replace('never', 'nowhere'), { as: 'gateway' });
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
  expect(await socket.settled()).toEqual([]);
  events.close();
  socket.close();
  await gateway.close();
});
