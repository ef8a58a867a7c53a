import { describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ORDER = 'createShopOrder(input: {}) { shopOrder { name } }';
const DELIVERY = 'createShopDelivery(input: {}) { shopDelivery { name } }';

/** The forms in which controllers of ERPNext name a row. */
test.each([
  ['Row #2: Qty cannot be zero.', ORDER, 'input.items.1.qty'],
  ['Row 2: Qty cannot be zero.', ORDER, 'input.items.1.qty'],
  ['Row No 2: Item Name must be set', ORDER, 'input.items.1.item_name'],
  ['Tax Rate is required in row 1', ORDER, 'input.taxes.0.tax_rate'],
  ['Delivery Date is too early for 3 rows', ORDER, 'input.delivery_date'],
  // No label of the only table is in it, and one of the document is.
  ['Row 1: Road None does not belong to Order SO-1', DELIVERY, 'input.stops.0'],
])('“%s” names its field', async (message, mutation, field) => {
  await using gateway = await startTestGateway();
  refuseWrites(gateway, message);
  const { errors } = await gateway.query(`mutation { ${mutation} }`, { as: 'gateway' });
  expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'INVALID', field } });
});

/** Refuses every write as `frappe.throw` does. */
function refuseWrites({ site }: TestGateway, message: string): void {
  const shown = JSON.stringify({ message, title: 'Message', indicator: 'red', raise_exception: 1 });
  const body = JSON.stringify({ exc_type: 'ValidationError', _server_messages: JSON.stringify([shown]) });
  site.fault = ({ method }) => (method === 'POST' ? { status: 417, body } : undefined);
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
