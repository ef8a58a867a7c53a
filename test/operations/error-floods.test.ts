import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

function spoil({ database }: DemoSite): void {
  database.run("UPDATE `tabShop Order` SET customer = 'CUST-GONE'");
  database.run("UPDATE `tabShop Item` SET default_supplier = 'SUP-' || name");
  database.run("UPDATE `tabShop Order` SET status = 'Parked' WHERE rowid % 3 = 0");
  database.run("UPDATE `tabShop Order` SET status = 'Lost' WHERE rowid % 5 = 0");
}

describe.each<FrappeMajor>([15, 17])('errors with one cause on v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version }, {}, spoil);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('are one for all links to a document that is gone', async () => {
    const query = '{ shopOrders(first: 200) { nodes { customer { name customer_name region { name } } } } }';
    const { data, errors } = await gateway.query(query);
    const nodes = data.shopOrders.nodes as { customer: { name: string; customer_name: string | null } }[];
    expect(nodes.every(({ customer }) => customer.name === 'CUST-GONE' && customer.customer_name === null)).toBe(true);
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Shop Customer CUST-GONE does not exist, or you are not allowed to read it.',
        path: ['shopOrders', 'nodes', 0, 'customer', 'customer_name'],
        extensions: { code: 'FORBIDDEN', count: nodes.length },
      }),
    ]);
    expect(JSON.stringify(errors).length).toBeLessThan(500);
  });

  test('are one for links to several documents that are gone', async () => {
    const { data, errors } = await gateway.query(
      '{ shopItems(first: 50) { nodes { default_supplier { customer_name } } } }',
    );
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', count: data.shopItems.nodes.length },
    ]);
  });

  test('are one for each Select value that is not an option, and one for each field', async () => {
    const query =
      '{ shopOrders(first: 200) { nodes { status } } again: shopOrders(first: 3, filter: { status: { storedIn: ["Parked"] } }) { nodes { status } } }';
    const { data, errors } = await gateway.query(query);
    const told = errors?.map(({ message, path, extensions }) => [message, path?.[0], extensions.count]);
    const stored = (value: string) => count(gateway, value);
    expect(told?.sort()).toEqual([
      ['status holds "Lost", which is not an option.', 'shopOrders', stored('Lost')],
      ['status holds "Parked", which is not an option.', 'again', 3],
      ['status holds "Parked", which is not an option.', 'shopOrders', stored('Parked')],
    ]);
    expect(data.shopOrders.nodes.filter(({ status }: { status: string | null }) => status === null)).toHaveLength(
      stored('Lost') + stored('Parked'),
    );
  });

  test('are one for a failed batch of child rows or links', async () => {
    gateway.site.fault = ({ path }) => (/Shop%20Item/.test(path) ? { status: 500, body: '{}' } : undefined);
    const query = '{ shopOrders(first: 20) { nodes { items { item { item_name } } } } }';
    const { errors } = await gateway.query(query);
    gateway.site.fault = undefined;
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', count: expect.any(Number) });
  });

  test('stay apart in a mutation, whose entries are writes of their own', async () => {
    const query =
      'mutation { createShopTags(inputs: [{ name: "Gold" }, { name: "Gold" }, { name: "Gold" }]) { shopTag { name } } }';
    const { errors } = await gateway.query(query);
    expect(errors?.map(({ path }) => path)).toEqual([0, 1, 2].map((index) => ['createShopTags', index]));
    expect(new Set(errors?.map(({ message }) => message)).size).toBe(1);
    expect(errors?.every(({ extensions }) => extensions.count === undefined)).toBe(true);
  });

  test('leave single errors as they are', async () => {
    const { errors } = await gateway.query('{ shopOrders(first: 1) { nodes { customer { customer_name } } } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  test('values that are not options are found by filters', async () => {
    const names = async (filter: string) => {
      const { data, errors } = await gateway.query(
        `{ shopOrders(first: 500, filter: ${filter}) { nodes { name } totalCount } }`,
      );
      expect(errors).toBeUndefined();
      expect(data.shopOrders.totalCount).toBe(data.shopOrders.nodes.length);
      return new Set(data.shopOrders.nodes.map(({ name }: { name: string }) => name));
    };
    const all = await names('{}');
    const parked = await names('{ status: { storedIn: ["Parked"] } }');
    const outside = await names('{ status: { isOption: false } }');
    const inside = await names('{ status: { isOption: true } }');
    expect(parked.size).toBe(count(gateway, 'Parked'));
    expect(outside.size).toBe(count(gateway, 'Parked') + count(gateway, 'Lost'));
    expect(inside.size + outside.size).toBe(all.size);
    expect(await names('{ not: { status: { isOption: false } } }')).toEqual(inside);
    expect(await names('{ status: { isOption: false, storedIn: ["Lost", "Open"] } }')).toEqual(
      await names('{ status: { storedIn: ["Lost"] } }'),
    );
    expect((await names('{ status: { storedIn: [] } }')).size).toBe(0);
    const rows = await gateway.query('{ shopCustomers(filter: { status: { isOption: false } }) { totalCount } }');
    expect(rows.data.shopCustomers.totalCount).toBe(0);
  });

  test('groups show the stored value', async () => {
    const { data, errors } = await gateway.query(
      '{ shopOrderAggregate(groupBy: [status, currency]) { count status: value(of: status) value(of: currency) } }',
    );
    expect(errors).toBeUndefined();
    const sums = new Map<string, number>();
    for (const row of data.shopOrderAggregate) sums.set(row.status, (sums.get(row.status) ?? 0) + row.count);
    expect(sums.get('Parked')).toBe(count(gateway, 'Parked'));
    expect(sums.get('Lost')).toBe(count(gateway, 'Lost'));
    gateway.site.requests.length = 0;
    for (const query of [
      'shopOrderAggregate(groupBy: [status]) { value(of: currency) }',
      'shopOrderAggregate { value(of: status) }',
    ]) {
      const refused = await gateway.query(`{ ${query} }`);
      expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'groupBy' });
    }
    expect(gateway.site.requests).toEqual([]);
  });
});

function count({ site }: TestGateway, status: string): number {
  return Number(site.database.get('SELECT COUNT(*) AS n FROM `tabShop Order` WHERE status = ?', [status])?.n);
}
