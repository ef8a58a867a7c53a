import { describe, expect, test } from 'vitest';
import { createChangeSender } from '../support/change-sender.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

const LIVE = 'query @live { shopOrders(first: 1, orderBy: [{ order_date: ASC }]) { nodes { name } } }';
const CHANGES = 'subscription { shopOrderChanged(filter: { order_date: { gt: "2020-01-01" } }) { name } }';

describe('a stream that a changed model makes more expensive than allowed', () => {
  test.each([
    ['query', LIVE],
    ['subscription', CHANGES],
  ])('ends as a new one is refused: %s', async (kind, operation) => {
    await using running = await startTestGateway({}, { MAX_COST_CALLS: '2' });
    const socket = await connectAs(running, 'gateway');
    socket.subscribe('open', operation);
    await socket.settled();
    // If a read tests a docfield with a permlevel, the gateway reads the caller's roles first.
    running.site.database.run(
      "UPDATE `tabDocField` SET permlevel = 1 WHERE parent = 'Shop Order' AND fieldname = 'order_date'",
    );
    running.site.database.run("UPDATE `tabDocType` SET modified = '2026-11-21 12:00:01' WHERE name = 'Shop Order'");
    await running.gateway.site.refresh();
    await createChangeSender(running)('UPDATE', 'SO-2026-00001');
    const message = `This ${kind} may need 3 calls of the site, and 2 are allowed. Ask for fewer rows.`;
    const error = { message, extensions: { code: 'COST_EXCEEDED', field: 'calls' } };
    expect(await socket.messages.take()).toEqual({ id: 'open', type: 'error', payload: [error] });
    socket.subscribe('new', operation);
    expect(await socket.messages.take()).toEqual({ id: 'new', type: 'error', payload: [error] });
    socket.close();
  });
});
