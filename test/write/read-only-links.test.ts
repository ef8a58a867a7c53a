import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { doctypeOf, writeApp } from '../demo/app-folder.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const READ_ONLY = { read_only: 1 };
const link = (options: string, more = {}) => ({ options, ...READ_ONLY, ...more });

/** An app that links its documents by columns which its forms show read-only, as ERPNext does. */
const TRADE = [
  doctypeOf('Trade Order', [['items', 'Table', { options: 'Trade Order Item' }]], { is_submittable: 1 }),
  doctypeOf('Trade Order Item', [['item', 'Link', { options: 'Item' }]], { istable: 1 }),
  doctypeOf('Item', [
    ['item_group', 'Link', { options: 'Item Group' }],
    ['stock_uom', 'Link', { options: 'UOM' }],
  ]),
  doctypeOf('Item Group', [['title', 'Data']]),
  doctypeOf('UOM', [['title', 'Data']]),
  doctypeOf('Trade Lost Reason', [['order', 'Link', { options: 'Trade Order' }]], { istable: 1 }),
  doctypeOf('Trade Fee', [['fee', 'Data']], { istable: 1 }),
  doctypeOf('Trade Delivery', [
    ['return_against', 'Link', link('Trade Delivery')],
    ['amended_from', 'Link', link('Trade Delivery')],
    ['order_note', 'Data', { fetch_from: 'return_against.grade', ...READ_ONLY }],
    ['grade', 'Data'],
    ['made_by', 'Link', link('User')],
    ['source_type', 'Select', { options: 'Trade Order\nItem', ...READ_ONLY }],
    ['source', 'Dynamic Link', { options: 'source_type', ...READ_ONLY }],
    ['lost_reasons', 'Table MultiSelect', link('Trade Lost Reason')],
    ['fees', 'Table', link('Trade Fee')],
    ['status', 'Select', { options: 'Draft\nDone', ...READ_ONLY }],
    ['total', 'Currency', READ_ONLY],
    ['items', 'Table', { options: 'Trade Delivery Item' }],
  ]),
  doctypeOf(
    'Trade Delivery Item',
    [
      ['item', 'Link', { options: 'Item' }],
      ['against_order', 'Link', link('Trade Order')],
      ['so_detail', 'Data', READ_ONLY],
      ['trade_order_item', 'Data', READ_ONLY],
      ['prevdoc_docname', 'Data', READ_ONLY],
      ['item_name', 'Data', READ_ONLY],
      ['contact_item', 'Data', { options: 'Email', ...READ_ONLY }],
      ['item_group', 'Link', link('Item Group')],
      ['stock_uom', 'Link', link('UOM')],
      ['amount', 'Currency', READ_ONLY],
    ],
    { istable: 1 },
  ),
];

async function start(version: FrappeMajor): Promise<TestGateway> {
  using folder = writeApp(TRADE);
  return await startTestGateway({ version, doctypeFolders: [folder.path] }, { METHODS_FILE: 'none' });
}

const INPUTS = `{
  document: __type(name: "TradeDeliveryInput") { inputFields { name } }
  row: __type(name: "TradeDeliveryItemInput") { inputFields { name description } }
}`;

describe.for<FrappeMajor>([14, 15, 16, 17])('read-only docfields on v%i', (version) => {
  test('can be written where they refer to documents and rows, and not where controllers compute them', async () => {
    await using gateway = await start(version);
    const { data } = await gateway.query(INPUTS, { as: 'gateway' });
    const namesOf = (type: { inputFields: { name: string }[] }) => type.inputFields.map(({ name }) => name).sort();
    expect(namesOf(data.document)).toEqual(
      ['grade', 'items', 'lost_reasons', 'return_against', 'source', 'source_type'].sort(),
    );
    expect(namesOf(data.row)).toEqual(
      ['against_order', 'item', 'name', 'prevdoc_docname', 'so_detail', 'trade_order_item'].sort(),
    );
    const described = data.row.inputFields.find(({ name }: { name: string }) => name === 'so_detail');
    expect(described.description).toBe('So Detail (Data, read-only in the form)');
  });

  test('are stored as they were sent, in rows and in the document, and can be changed', async () => {
    await using gateway = await start(version);
    const ask = async (query: string, variables: Record<string, unknown> = {}) => {
      const { data, errors } = await gateway.query(query, { as: 'gateway', variables });
      expect(errors).toBeUndefined();
      return data;
    };
    const [order, other] = (await ask('{ tradeOrders(first: 2) { nodes { name items { name } } } }')).tradeOrders.nodes;
    const row = { against_order: order.name, so_detail: order.items[0].name, trade_order_item: 'x' };
    const selection = `tradeDelivery {
      name source_type source { name }
      lost_reasons { order { name } } items { against_order { name } so_detail trade_order_item }
    } messages { title }`;
    const input = {
      source_type: 'Trade_Order',
      source: order.name,
      lost_reasons: [{ order: other.name }],
      items: [row],
    };
    const { createTradeDelivery: made } = await ask(
      `mutation ($input: TradeDeliveryInput) { createTradeDelivery(input: $input) { ${selection} } }`,
      { input },
    );
    expect(made.messages).toEqual([]);
    expect(made.tradeDelivery).toMatchObject({
      source: { name: order.name },
      lost_reasons: [{ order: { name: other.name } }],
      items: [{ ...row, against_order: { name: order.name } }],
    });
    const { updateTradeDelivery: changed } = await ask(
      `mutation ($name: ID!, $items: [TradeDeliveryItemInput!]) {
        updateTradeDelivery(name: $name, input: { items: $items }) { ${selection} }
      }`,
      { name: made.tradeDelivery.name, items: [{ against_order: other.name, so_detail: other.items[0].name }] },
    );
    expect(changed.messages).toEqual([]);
    expect(changed.tradeDelivery.items[0].against_order).toEqual({ name: other.name });
  });

  test('that name a missing document are refused with the path of the row', async () => {
    await using gateway = await start(version);
    const { errors } = await gateway.query(
      'mutation { createTradeDelivery(input: { items: [{}, { against_order: "nowhere" }] }) { tradeDelivery { name } } }',
      { as: 'gateway' },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field: 'input.items.1.against_order' });
  });
});

describe('the roles of a user', () => {
  const SET = `mutation ($roles: [HasRoleInput!]) {
    updateUser(name: "bob@example.com", input: { roles: $roles }) { user { roles { role { name } } } }
  }`;

  test('are written by a System Manager, and count', async () => {
    await using gateway = await startTestGateway();
    const orders = '{ shopOrders(first: 1) { nodes { name } } }';
    expect((await gateway.query(orders, { as: 'bob' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const roles = [{ role: 'Shop Manager' }];
    const { data, errors } = await gateway.query(SET, { as: 'gateway', variables: { roles } });
    expect(errors).toBeUndefined();
    expect(data.updateUser.user.roles).toEqual([{ role: { name: 'Shop Manager' } }]);
    const found = await gateway.query(orders, { as: 'bob' });
    expect(found.errors).toBeUndefined();
    expect(found.data.shopOrders.nodes).toHaveLength(1);
  });

  test('are refused to everybody else, before any write', async () => {
    await using gateway = await startTestGateway();
    const roles = [{ role: 'System Manager' }];
    const { errors } = await gateway.query(SET, { as: 'bob', variables: { roles } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', field: 'input.roles' });
    expect(gateway.site.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

test('`writable.fields` adds docfields that controllers compute', async () => {
  const config = { writable: { fields: ['Shop Order.customer_name', 'Shop Order.grand_total'] } };
  using folder = writeApp([], { 'gateway.config.json': JSON.stringify(config) });
  await using gateway = await startTestGateway({}, { SCHEMA_CONFIG_FILE: `${folder.path}/gateway.config.json` });
  const { data, errors } = await gateway.query(
    `mutation { createShopOrder(input: {
      customer: "CUST-00001", order_date: "2026-03-01", items: [{ item: "ITEM-0001", qty: 2, rate: "10" }],
      customer_name: "Nobody", grand_total: "1"
    }) { shopOrder { grand_total } messages { title text } } }`,
    { as: 'carol' },
  );
  expect(errors).toBeUndefined();
  expect(data.createShopOrder.shopOrder.grand_total).toBe('20.0');
  expect(data.createShopOrder.messages.map(({ text }: { text: string }) => text.split(':')[0])).toEqual([
    'input.customer_name',
    'input.grand_total',
  ]);
});
