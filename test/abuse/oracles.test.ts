import { describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** Docfields of every kind that get a permlevel which only managers may read, beside those that have one. */
const RAISED = [
  ['Shop Order', 'customer'],
  ['Shop Order', 'taxes'],
  ['Shop Order Item', 'item'],
  ['Shop Region', 'parent_shop_region'],
  ['Shop Return', 'order'],
] as const;

function raise(site: DemoSite): void {
  const sql = 'UPDATE `tabDocField` SET permlevel = 1 WHERE parent = ? AND fieldname = ?';
  for (const [doctype, fieldname] of RAISED) site.database.run(sql, [doctype, fieldname]);
  const levels =
    "SELECT name FROM `tabDocPerm` WHERE parent = 'Shop Order' AND permlevel = 1 AND role = 'Shop Manager'";
  expect(site.database.get(levels)).toBeDefined();
  for (const doctype of ['Shop Region', 'Shop Return']) {
    site.database.run("UPDATE `tabDocPerm` SET permlevel = 1 WHERE parent = ? AND role = 'System Manager'", [doctype]);
  }
}

/** Everything by which a hidden value could be tried out, with the docfield that stands for it. */
const ORACLES: readonly [query: string, field: string][] = [
  ['shopOrders(filter: {margin_amount: {gt: "10"}}) { totalCount }', 'margin_amount'],
  ['shopOrders(filter: {not: {or: [{margin_amount: {gt: "10"}}]}}) { nodes { name } }', 'margin_amount'],
  ['shopOrders(orderBy: [{status: ASC}, {margin_amount: DESC}]) { nodes { name } }', 'margin_amount'],
  ['shopOrders(orderBy: [{margin_amount: DESC}], first: 1) { pageInfo { endCursor } }', 'margin_amount'],
  ['shopOrders(filter: {customer: {eq: "CUST-00001"}}) { totalCount }', 'customer'],
  ['shopOrders(filter: {customer: {where: {is_vip: {eq: true}}}}) { nodes { name } }', 'customer'],
  ['shopOrders(filter: {items: {some: {item: {eq: "ITEM-0001"}}}}) { nodes { name } }', 'item'],
  ['shopOrders(filter: {items: {none: {item: {where: {disabled: {eq: true}}}}}}) { nodes { name } }', 'item'],
  ['shopOrders(filter: {items: {some: {not: {cost: {gt: "1"}}}}}) { nodes { name } }', 'cost'],
  ['shopOrders(filter: {taxes: {some: {}}}) { nodes { name } }', 'taxes'],
  ['shopReturns(filter: {order: {where: {margin_amount: {gt: "1"}}}}) { nodes { name } }', 'order'],
  ['shopRegions(filter: {parent_shop_region: {eq: "North"}}) { nodes { name } }', 'parent_shop_region'],
  ['shopRegions(filter: {name: {descendantsOf: "North"}}) { nodes { name } }', 'parent_shop_region'],
  ['shopOrders(filter: {not: {region: {descendantsOf: "North"}}}) { nodes { name } }', 'parent_shop_region'],
  ['shopOrderAggregate { max { margin_amount } }', 'margin_amount'],
  ['shopOrderAggregate(groupBy: [customer]) { group { customer { name } } count }', 'customer'],
  ['shopOrderAggregate(groupBy: [status], orderBy: [{sum: {margin_amount: DESC}}]) { count }', 'margin_amount'],
  ['shopOrderAggregate(filter: {margin_amount: {gt: "1"}}) { count }', 'margin_amount'],
  ['shopOrderAggregate(filter: {items: {some: {cost: {gt: "1"}}}}) { count }', 'cost'],
];

/** The same, below documents that the caller does see. */
const ORACLES_BELOW: readonly [query: string, field: string][] = [
  ['shopCustomers(first: 2) { nodes { shopOrdersByCustomer { totalCount } } }', 'customer'],
  ['shopItems(first: 2) { nodes { shopOrdersByItemsItem { nodes { name } } } }', 'item'],
  ['shopOrders(first: 2) { nodes { shopReturnsByOrder { nodes { name } } } }', 'order'],
  ['shopRegions(first: 2) { nodes { _meta { descendants { nodes { name } } } } }', 'parent_shop_region'],
  ['shopRegions(first: 2) { nodes { _meta { ancestors { totalCount } } } }', 'parent_shop_region'],
  ['shopRegions(first: 2) { nodes { _meta { children { totalCount } } } }', 'parent_shop_region'],
  [
    'shopRegions(first: 2) { nodes { _meta { descendants(orderBy: [{parent_shop_region: ASC}]) { nodes { name } } } } }',
    'parent_shop_region',
  ],
];

/** Ways to the value itself. */
const READS: readonly [query: string, field: string][] = [
  ['shopOrders(first: 2) { nodes { taxes { tax_name } } }', 'taxes'],
  ['shopOrders(first: 2) { nodes { items { item { item_name } } } }', 'item'],
  ['shopOrders(first: 2) { nodes { customer { customer_name } } }', 'customer'],
  ['shopOrders(first: 2) { nodes { customer { name } } }', 'customer'],
  ['shopRegions(first: 2) { nodes { _meta { parent { name } } } }', 'parent_shop_region'],
  ['shopOrder(name: "SO-2026-00011") { taxes { tax_name } }', 'taxes'],
  ['shopOrder(name: "SO-2026-00011") { items { item { item_name } } }', 'item'],
  ['shopOrder(name: "SO-2026-00011") { customer { customer_name } }', 'customer'],
  ['shopRegion(name: "North") { parent_shop_region { name } }', 'parent_shop_region'],
];

describe.each<FrappeMajor>([14, 15, 16, 17])('a value above the permlevels of a caller, on v%i', (version) => {
  const start = () => startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '60' }, raise);

  test('is not found out by any filter, order, group, measure or count, and no data call is made', async () => {
    await using gateway = await start();
    for (const [query, field] of ORACLES) {
      gateway.site.requests.length = 0;
      const { errors = [] } = await gateway.query(`{ ${query} }`, { as: 'alice' });
      expect([query, errors.map(({ extensions }) => [extensions.code, extensions.field])]).toEqual([
        query,
        [['FORBIDDEN', field]],
      ]);
      expect(dataCalls(gateway)).toEqual([]);
    }
  });

  test('is not found out by who links to a document, or by its place in a tree', async () => {
    await using gateway = await start();
    for (const [query, field] of ORACLES_BELOW) {
      const { data, errors = [] } = await gateway.query(`{ ${query} }`, { as: 'alice' });
      expect([query, errors.length > 0]).toEqual([query, true]);
      for (const { extensions } of errors)
        expect([query, extensions]).toMatchObject([query, { code: 'FORBIDDEN', field }]);
      expect(JSON.stringify(data)).not.toMatch(/"(totalCount|name)":/);
    }
  });

  test('is not readable in any way, and reported as FORBIDDEN', async () => {
    await using gateway = await start();
    for (const [query, field] of READS) {
      const { data, errors = [] } = await gateway.query(`{ ${query} }`, { as: 'alice' });
      expect([query, new Set(errors.map(({ extensions }) => `${extensions.code} ${extensions.field}`))]).toEqual([
        query,
        new Set([`FORBIDDEN ${field}`]),
      ]);
      expect(JSON.stringify(data)).not.toMatch(/"(tax_name|item_name|customer_name|name)":/);
    }
  });

  test('is there in all of these ways for those who have the level', async () => {
    await using gateway = await start();
    for (const [query] of [...ORACLES, ...ORACLES_BELOW, ...READS]) {
      const { errors } = await gateway.query(`{ ${query} }`, { as: 'gateway' });
      expect([query, errors]).toEqual([query, undefined]);
    }
  });
});

/** What reached the site beside the question who the caller is. */
function dataCalls({ site }: TestGateway): string[] {
  const isIdentity = /get_roles|get_logged_user|\/api\/resource\/User\?/;
  return site.requests.map(({ path }) => path).filter((path) => !isIdentity.test(path));
}
