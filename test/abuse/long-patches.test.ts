import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';
import type { TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

const SECRET = 'a secret of webhooks';
const ALIASES = Array.from({ length: 400 }, (_, index) => `a${index}: name`).join(' ');
const LIVE = `query @live(throttle: 0, patch: true) { shopCustomers(first: 500) { nodes { customer_name ${ALIASES} } } }`;

test('a patch of a live query with 200,000 values lets others in while it is made', { timeout: 120_000 }, async () => {
  await using site = await startDemoSite({ version: 15, scale: 'small' });
  const env = {
    MAX_QUERY_ALIASES: '500',
    MAX_QUERY_FIELDS: '1000',
    MAX_SUBSCRIBER_BYTES: '50000000',
    WEBHOOK_SECRET: SECRET,
  };
  await using gateway = await startGatewayProcess(site, env, { isProbed: true });
  let version = 0;
  site.fault = ({ path }) => {
    if (!path.startsWith('/api/resource/Shop%20Customer?')) return undefined;
    const customer_name = `Version ${version}`;
    const data = Array.from({ length: 500 }, (_, index) => ({ name: `CUST-${index}`, customer_name }));
    return { status: 200, body: JSON.stringify({ data }) };
  };
  const socket = await connectAs({ site, gateway } as unknown as TestGateway, 'alice');
  socket.subscribe('1', LIVE);
  expect((await socket.messages.take()).payload).toMatchObject({ revision: 1 });
  const change = async () => {
    version += 1;
    const body = JSON.stringify({ name: 'CUST-0' });
    const headers = { 'x-frappe-webhook-signature': createHmac('sha256', SECRET).update(body).digest('base64') };
    await fetch(`${gateway.url}/webhooks/frappe/events/on_change/Shop%20Customer`, { method: 'POST', body, headers });
    const { payload } = await socket.messages.take();
    expect(payload.patch).toHaveLength(500);
    expect(payload.patch[499]).toEqual({
      op: 'replace',
      path: '/data/shopCustomers/nodes/499/customer_name',
      value: `Version ${version}`,
    });
  };
  await change();
  await expectShortTurns(gateway, change);
  socket.close();
});
