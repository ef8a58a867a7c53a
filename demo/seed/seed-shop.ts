import type { DemoDatabase, Row } from '../database/demo-database.ts';
import { ORDER_COUNT, planOrders } from './order-book.ts';
import { rowName } from './row-names.ts';
import { CUSTOMER_COUNT, contactRows, customerName, customerRow, tagRows } from './shop-customers.ts';
import { seedDeliveries } from './shop-deliveries.ts';
import { ITEM_COUNT, itemName, itemRow } from './shop-items.ts';
import { amendmentRows, type OrderRows, orderRows } from './shop-orders.ts';
import { regionRows } from './shop-regions.ts';
import { seedReturns } from './shop-returns.ts';
import { standardRow } from './standard-row.ts';

/** How much data the shop has. */
export type Scale = 'small' | 'full';

const SMALL = { customers: 60, items: 50, orders: 200 };

/** Fills the shop. The small one holds the first rows of the full one, and every row that these link to. */
export function seedShop(database: DemoDatabase, scale: Scale): void {
  const orders = planOrders(scale === 'full' ? ORDER_COUNT : SMALL.orders).map((plan, index) =>
    orderRows(index + 1, plan),
  );
  const amended = orders.find((rows, index) => index > 400 && rows.order.status === 'Cancelled');
  if (amended) orders.push(amendmentRows(amended.order));
  seedRegions(database);
  const customers = scale === 'full' ? countTo(CUSTOMER_COUNT) : linkedCustomers(orders);
  const items = scale === 'full' ? countTo(ITEM_COUNT) : linkedItems(orders);
  database.insertMany('Shop Customer', customers.map(customerRow));
  database.insertMany('Shop Customer Contact', customers.flatMap(contactRows));
  database.insertMany('Shop Customer Tag', customers.flatMap(tagRows));
  database.insertMany('Shop Item', items.map(itemRow));
  database.insertMany(
    'Shop Order',
    orders.map((rows) => rows.order),
  );
  database.insertMany(
    'Shop Order Item',
    orders.flatMap((rows) => rows.items),
  );
  database.insertMany(
    'Shop Order Tax',
    orders.flatMap((rows) => rows.taxes),
  );
  seedPermissions(database);
  seedSingles(database);
  seedReturns(database);
  seedDeliveries(database);
}

function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function linkedCustomers(orders: readonly OrderRows[]): number[] {
  const byName = new Map(countTo(CUSTOMER_COUNT).map((number) => [customerName(number), number]));
  const numbers = new Set(countTo(SMALL.customers));
  const add = (name: unknown): void => {
    const number = byName.get(String(name));
    if (number === undefined || numbers.has(number)) return;
    numbers.add(number);
    add(customerRow(number).referred_by);
  };
  for (const { order } of orders) for (const name of [order.customer, order.source]) add(name);
  for (const item of linkedItems(orders)) add(itemRow(item).default_supplier);
  return [...numbers].sort((a, b) => a - b);
}

function linkedItems(orders: readonly OrderRows[]): number[] {
  const names = new Set(orders.flatMap((rows) => rows.items.map((line) => line.item)));
  return countTo(ITEM_COUNT).filter((number) => number < SMALL.items || names.has(itemName(number)));
}

function seedRegions(database: DemoDatabase): void {
  database.insertMany(
    'Shop Region',
    regionRows().map((row) => standardRow(String(row.name), row)),
  );
  const tags = ['Gold', 'Export', 'Retail'].map((name) => standardRow(name, { description: null, color: '#FFD700' }));
  database.insertMany('Shop Tag', tags);
}

/** alice sees one region's tree, and one order of another region that is shared. */
function seedPermissions(database: DemoDatabase): void {
  const user = 'alice@example.com';
  const north = { user, allow: 'Shop Region', for_value: 'North', apply_to_all_doctypes: 1 };
  database.insert('User Permission', standardRow(rowName('alice/North'), north));
  const share = { user, share_doctype: 'Shop Order', share_name: 'SO-2026-00001', read: 1 };
  database.insert('DocShare', standardRow(rowName('alice/SO-2026-00001'), share));
}

function seedSingles(database: DemoDatabase): void {
  const at = '2026-11-21 06:52:34.262846';
  const settings: Row = {
    modified: at,
    modified_by: 'Administrator',
    idx: '0',
    shop_name: 'Held-out Shop',
    default_region: 'North 1-A',
    max_discount: '25',
    open_on_sunday: '0',
    opening: '08:00:00',
    launched_on: '2020-02-29',
    api_secret: '*************',
    banner: '<h1>Hi</h1>',
    config: '{"a": [1, 2]}',
    vault_code: 'V-1',
  };
  const rows = Object.entries(settings).map(([field, value]) => ({ doctype: 'Shop Settings', field, value }));
  database.insertMany('Singles', rows);
  const channels = [
    { channel: 'web', enabled: 1 },
    { channel: 'store', enabled: 0 },
  ].map((values, index) => {
    const parent = { parent: 'Shop Settings', parenttype: 'Shop Settings', parentfield: 'channels', idx: index + 1 };
    return standardRow(rowName(`Shop Settings/${index}`), { ...values, ...parent }, at);
  });
  database.insertMany('Shop Settings Channel', channels);
}
