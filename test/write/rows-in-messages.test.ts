import { describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';

const ORDER = 'createShopOrder(input: {}) { shopOrder { name } }';
const DELIVERY = 'createShopDelivery(input: {}) { shopDelivery { name } }';

/** The forms in which controllers of ERPNext name a row. */
test.each([
  ['Row #2: Qty cannot be zero.', ORDER, 'input.items.1.qty'],
  ['Row 2: Qty cannot be zero.', ORDER, 'input.items.1.qty'],
  ['Row No 2: Item Name must be set', ORDER, 'input.items.1.item_name'],
  ['Tax Rate is required in row 1', ORDER, 'input.taxes.0.tax_rate'],
  ['Delivery Date is too early for 3 rows', ORDER, 'input.delivery_date'],
  // Without the word in the language of the user.
  ['Ligne 2 : Tax Rate est incorrect', ORDER, 'input.taxes.1.tax_rate'],
  ['Ligne n° 2: Qty est incorrect', ORDER, 'input.items.1.qty'],
  // No label of the only table is in it, and one of the document is.
  ['Row 1: Road None does not belong to Order SO-1', DELIVERY, 'input.stops.0'],
])('“%s” names its field', async (message, mutation, field) => {
  await using gateway = await startTestGateway();
  refuseWrites(gateway, message);
  const { errors } = await gateway.query(`mutation { ${mutation} }`, { as: 'gateway' });
  expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'INVALID', field } });
});

describe('a label in a message', () => {
  const gateway = useGateway({ version: 17 });

  test.each([
    ['Expected Delivery Date should be after Order Date', 'delivery_date'],
    ['Please enter a later Delivery date', 'delivery_date'],
    ['Customer C-1 is frozen', 'customer'],
    ['Customer CUST-00001 is frozen', 'customer'],
    // The label is a part of another term.
    ['Customer Group is frozen', undefined],
    ['Please set the Parent Region', undefined],
    ['Region of Origin is unknown', undefined],
    ['Region / Currency does not match', undefined],
    ['A note is mandatory for Currency exchanges', undefined],
    // Advice follows what is wrong.
    ['The stock is too low. Please choose another Region.', undefined],
    // A row of a table is meant, and not the document.
    ['Row 1: Delivery Date is too early', undefined],
    // In Arabic, “Customer” and “Order Date”: words of scripts without capitals can be a part of any term.
    ['هذا العميل غير معروف', undefined],
    ['هذا تاريخ الطلب غير معروف', 'order_date'],
  ])('“%s” is about %s', async (message, field) => {
    refuseWrites(gateway, message);
    const query = 'mutation { createShopOrder(input: { customer: "CUST-00001" }) { shopOrder { name } } }';
    const { errors } = await gateway.query(query, { as: 'gateway', headers: { 'accept-language': 'ar' } });
    expect([errors?.[0]?.message, errors?.[0]?.extensions?.field]).toEqual([message, field && `input.${field}`]);
  });

  test('is not about a row that the document does not have', async () => {
    refuseWrites(gateway, 'Ticket #12 is open');
    const query = 'mutation { createShopDelivery(input: { stops: [{}] }) { shopDelivery { name } } }';
    const { errors } = await gateway.query(query, { as: 'gateway' });
    expect(errors?.[0]).toMatchObject({ message: 'Ticket #12 is open', extensions: { code: 'INVALID' } });
    expect(errors?.[0]?.extensions).not.toHaveProperty('field');
  });
});

describe('the row of a patch', () => {
  const gateway = useGateway({ version: 17 });

  test.each([
    ['add: [{ item: "ITEM-0001", qty: 1 }, { item: "NO-1", qty: 1 }]', 'patch.items.add.1.item'],
    ['update: [{ name: "$LAST", item: "NO-1" }]', 'patch.items.update.0.item'],
  ])('is named as the patch has it: %s', async (rows, field) => {
    expect((await patched(gateway, rows))?.extensions?.field).toBe(field);
  });

  test('is not named if only the document has it', async () => {
    refuseWrites(gateway, 'Row #1: Qty cannot be zero', 'PUT');
    const error = await patched(gateway, 'add: [{ item: "ITEM-0001", qty: 1 }]');
    expect(error?.message).toBe('Row #1: Qty cannot be zero');
    expect(error?.extensions).not.toHaveProperty('field');
  });
});

/** Changes rows of an order that has several. */
async function patched(gateway: TestGateway, rows: string) {
  const { data } = await gateway.query('{ shopOrder(name: "SO-2026-00010") { items { name } } }', { as: 'gateway' });
  const last = (data as { shopOrder: { items: { name: string }[] } }).shopOrder.items.at(-1)?.name ?? '';
  const patch = `{ items: { ${rows.replace('$LAST', last)} } }`;
  const query = `mutation { updateShopOrder(name: "SO-2026-00010", patch: ${patch}) { shopOrder { name } } }`;
  const { errors } = await gateway.query(query, { as: 'gateway' });
  return errors?.[0];
}

/** Refuses every write as `frappe.throw` does. */
function refuseWrites({ site }: TestGateway, message: string, verb = 'POST'): void {
  const shown = JSON.stringify({ message, title: 'Message', indicator: 'red', raise_exception: 1 });
  const body = JSON.stringify({ exc_type: 'ValidationError', _server_messages: JSON.stringify([shown]) });
  site.fault = ({ method }) => (method === verb ? { status: 417, body } : undefined);
}

describe('a site that fails at a document without rows', () => {
  test.each([
    ['{}', 'input.items'],
    ['{ items: [] }', 'input.items'],
    ['{ items: [{}] }', undefined],
  ])('is said to want rows if the input is %s', async (input, field) => {
    await using gateway = await startTestGateway();
    gateway.site.fault = ({ method }) =>
      method === 'POST' ? { status: 500, body: '{"exc_type":"TypeError"}' } : undefined;
    const { errors } = await gateway.query(`mutation { createShopOrder(input: ${input}) { shopOrder { name } } }`, {
      as: 'gateway',
    });
    const { code, ...details } = errors?.[0]?.extensions ?? {};
    expect([code, details.field, details.outcome]).toEqual(['UPSTREAM_ERROR', field, 'UNKNOWN']);
    if (field !== undefined) expect(errors?.[0]?.message).toMatch(/ items is mandatory, and has no rows\.$/);
  });
});
