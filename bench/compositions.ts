/**
 * The calls that a careful programmer would write by hand over the site's REST API for each workload: the fewest calls
 * and rounds.
 */
import { COLUMNS, toChildRowsCall, toDocumentCall, toListCall, toUpdateCall } from './site-calls.ts';
import { readDoc, readRows } from './site-client.ts';

type Row = Record<string, unknown>;

const order = process.env.ORDER ?? '';

/** The handler of each workload, by its route. */
export const compositions: Record<string, (token: string, body: string) => Promise<unknown>> = {
  '/W1': (token) => readRows(token, toListCall('Shop Order', { fields: COLUMNS.W1, limit: 20 })),
  '/W2': readOrdersWithCustomers,
  '/W3': readOrdersWithAll,
  '/W4': async (token) => pick(await readDoc(token, toDocumentCall('Shop Order', order)), COLUMNS.W4),
  '/W5': (token) => readRows(token, toListCall('Shop Order', { fields: COLUMNS.W5, limit: 500 })),
  '/W6': async (token, body) => {
    const values = JSON.parse(body) as Row;
    return pick(await readDoc(token, toUpdateCall('Shop Order', order, values)), ['name', ...Object.keys(values)]);
  },
};

async function readOrdersWithCustomers(token: string): Promise<Row[]> {
  const fields = [...COLUMNS.W1, 'customer'];
  const orders = await readRows(token, toListCall('Shop Order', { fields, limit: 20 }));
  const customers = await readByName(token, 'Shop Customer', ['customer_name'], valuesOf(orders, 'customer'));
  for (const row of orders) row.customer = customers.get(row.customer);
  return orders;
}

async function readOrdersWithAll(token: string): Promise<Row[]> {
  const orders = await readRows(
    token,
    toListCall('Shop Order', { fields: ['name', 'customer', 'grand_total'], limit: 20 }),
  );
  const [customers, items] = await Promise.all([
    readByName(token, 'Shop Customer', ['customer_name'], valuesOf(orders, 'customer')),
    readItemsByOrder(token, valuesOf(orders, 'name')),
  ]);
  return orders.map(({ name, customer, grand_total }) => ({
    name,
    customer: customers.get(customer),
    items: items.get(name) ?? [],
    grand_total,
  }));
}

async function readItemsByOrder(token: string, orders: string[]): Promise<Map<unknown, Row[]>> {
  const call = toChildRowsCall('Shop Order Item', 'Shop Order', ['parent', 'item', 'qty'], orders);
  const rows = await readRows(token, call);
  const items = await readByName(token, 'Shop Item', ['item_name'], valuesOf(rows, 'item'));
  const byOrder = new Map<unknown, Row[]>();
  for (const { parent, item, qty } of rows) {
    const shown = { item: items.get(item), qty };
    const siblings = byOrder.get(parent);
    if (siblings) siblings.push(shown);
    else byOrder.set(parent, [shown]);
  }
  return byOrder;
}

/** @returns by name, the asked fields of the documents (without the name, which nobody asked for). */
async function readByName(
  token: string,
  doctype: string,
  fields: readonly string[],
  names: string[],
): Promise<Map<unknown, Row>> {
  const filters = [['name', 'in', names]];
  const rows = await readRows(token, toListCall(doctype, { fields: ['name', ...fields], filters, limit: 0 }));
  return new Map(rows.map((row) => [row.name, pick(row, fields)]));
}

function valuesOf(rows: Row[], fieldname: string): string[] {
  return [...new Set(rows.map((row) => String(row[fieldname])))];
}

function pick(row: Row, fields: readonly string[]): Row {
  const picked: Row = {};
  for (const field of fields) picked[field] = row[field];
  return picked;
}
