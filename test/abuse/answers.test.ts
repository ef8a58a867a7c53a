import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

const DOC = 'margin_amount items { item_name cost }';
const NEW =
  '{ customer: "CUST-00015", order_date: "2026-03-01", delivery_date: "2026-03-05", items: [{ item: "ITEM-0001", qty: 1, rate: "10" }] }';

/** No site cuts what it answers to a write: what is above the caller's permlevels is taken out by the gateway. */
describe.each<FrappeMajor>([14, 15, 16, 17])('an order that is answered to alice, on v%i', (version) => {
  let gateway: TestGateway;
  let name: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '60' });
    const made = await gateway.query(`mutation { createShopOrder(input: ${NEW}) { shopOrder { name ${DOC} } } }`, {
      as: 'alice',
    });
    expectCut(made, made.data.createShopOrder.shopOrder);
    name = made.data.createShopOrder.shopOrder.name;
    gateway.site.database.update('Shop Order', name, { margin_amount: 12.5 });
    gateway.site.database.run('UPDATE `tabShop Order Item` SET cost = 7.5 WHERE parent = ?', [name]);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ['updated', (order: string) => `updateShopOrder(name: "${order}", input: { delivery_date: "2026-03-06" })`],
    [
      'updated with others',
      (order: string) => `updateShopOrders(updates: [{ name: "${order}", input: { delivery_date: "2026-03-06" } }])`,
    ],
    ['duplicated', (order: string) => `duplicateShopOrder(name: "${order}")`],
    ['calculated by its own method', (order: string) => `shopOrderRecalculate(name: "${order}")`],
    ['submitted', (order: string) => `submitShopOrder(name: "${order}")`],
    ['cancelled', (order: string) => `cancelShopOrder(name: "${order}")`],
    ['amended', (order: string) => `amendShopOrder(name: "${order}")`],
  ])('as it is %s has no value that the caller cannot read', async (_name, write) => {
    const many = write(name).startsWith('updateShopOrders');
    const selection = `{ shopOrder { name ${DOC} } }`;
    const answer = await gateway.query(`mutation { done: ${write(name)} ${selection} }`, { as: 'alice' });
    const done = answer.data?.done;
    expectCut(answer, (many ? done?.[0] : done)?.shopOrder);
  });

  test('as it changes has none either', async () => {
    const socket = await connectAs(gateway, 'alice');
    socket.subscribe('1', `subscription { shopOrderChanged { shopOrder { name ${DOC} } } }`);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await createChangeSender(gateway)('UPDATE', 'SO-2026-00001');
    const { payload } = await socket.messages.take();
    expectCut(
      payload as never,
      (payload.data as never as { shopOrderChanged: { shopOrder: never } }).shopOrderChanged.shopOrder,
    );
    socket.close();
  });
});

interface Order {
  margin_amount: unknown;
  items: { item_name: unknown; cost: unknown }[];
}

function expectCut(answer: { errors?: { extensions: Record<string, unknown> }[] }, order: Order): void {
  expect(order, JSON.stringify(answer)).toBeTruthy();
  expect(order.margin_amount).toBeNull();
  expect(order.items.length).toBeGreaterThan(0);
  for (const item of order.items) expect(item).toEqual({ item_name: expect.any(String), cost: null });
  const told = answer.errors?.map(({ extensions }) => `${extensions.code} ${extensions.field}`);
  expect(new Set(told)).toEqual(new Set(['FORBIDDEN margin_amount', 'FORBIDDEN cost']));
}
