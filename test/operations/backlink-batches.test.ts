import { describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const PARENTS = 150;
const QUERY = `{
  shopOrders(first: ${PARENTS}, orderBy: [{ name: ASC }]) {
    nodes { name shopReturnsByOrder(first: 1) { nodes { name } pageInfo { hasNextPage } } }
  }
}`;

/** Gives orders returns whose names begin with a letter: the page of an order is full after one. */
function addReturns(
  { site: { database } }: TestGateway,
  letter: string,
  orders: readonly string[],
  each: number,
): void {
  database.run('BEGIN');
  for (const order of orders) {
    for (let count = 1; count <= each; count += 1) {
      const name = `${letter}-${order}-${String(count).padStart(5, '0')}`;
      database.insert('Shop Return', { name, order, reason: letter, docstatus: 0, owner: 'carol@example.com' });
    }
  }
  database.run('COMMIT');
}

async function start(): Promise<{ gateway: TestGateway; orders: string[] }> {
  const gateway = await startTestGateway({ version: 15 });
  const { data } = await gateway.query(
    `{ shopOrders(first: ${PARENTS}, orderBy: [{ name: ASC }]) { nodes { name } } }`,
    {
      as: 'carol',
    },
  );
  gateway.site.database.run('DELETE FROM "tabShop Return"');
  gateway.site.requests.length = 0;
  return { gateway, orders: data.shopOrders.nodes.map(({ name }: { name: string }) => name) };
}

interface OrderNode {
  name: string;
  shopReturnsByOrder: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean } } | null;
}

describe('backlinks of many documents', () => {
  test('take one call more where the returns of one fill the first', async () => {
    const { gateway, orders } = await start();
    await using _closing = gateway;
    addReturns(gateway, 'A', orders.slice(0, 1), 2 * PARENTS);
    addReturns(gateway, 'B', orders.slice(1), 2);
    const { data, errors, extensions } = await gateway.query(QUERY, { as: 'carol' });
    expect(errors).toBeUndefined();
    expect(data.shopOrders.nodes).toHaveLength(PARENTS);
    data.shopOrders.nodes.forEach(({ name, shopReturnsByOrder: page }: OrderNode, index: number) => {
      expect(page?.nodes).toEqual([{ name: `${index === 0 ? 'A' : 'B'}-${name}-00001` }]);
      expect(page?.pageInfo.hasNextPage).toBe(true);
    });
    expect(gateway.site.requests).toHaveLength(3);
    expect(extensions?.cost).toEqual({ calls: 103, rows: expect.any(Number) });
  });

  test('stay within the estimated calls however they are spread, and say whose pages were left out', async () => {
    const { gateway, orders } = await start();
    await using _closing = gateway;
    addReturns(gateway, 'A', orders.slice(0, 2), 10_001);
    addReturns(gateway, 'B', orders.slice(2), 2);
    const { data, errors, extensions } = await gateway.query(QUERY, { as: 'carol' });
    const cost = extensions?.cost as { calls: number };
    expect(gateway.site.requests.length).toBe(cost.calls);
    const left = (data.shopOrders.nodes as OrderNode[]).filter((node) => node.shopReturnsByOrder === null);
    expect(left).toHaveLength(PARENTS - 2 - 100);
    expect(errors?.[0]?.message).toContain(
      'The pages of 148 documents need a call each, and 100 may have one. Ask for fewer documents at once.',
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', field: 'calls' });
  });

  test('stop at a level of a tree with more nodes than were counted with', async () => {
    await using gateway = await startTestGateway({ version: 15 });
    const { database } = gateway.site;
    const regions = Array.from({ length: 25 }, (_, index) => `Isle ${index}`);
    database.run('BEGIN');
    for (const name of regions) {
      database.insert('Shop Region', { name, region_name: name, parent_shop_region: 'North', is_group: 1 });
      for (let count = 0; count < 450; count += 1) {
        database.insert('Shop Region', { name: `${name} ${count}`, parent_shop_region: name });
      }
    }
    database.run('COMMIT');
    const { data, errors } = await gateway.query(
      `{ shopRegion(name: "North") { _meta { children(first: 50) { nodes { name _meta {
        children(first: 500) { nodes { name _meta { children { nodes { name } } } } }
      } } } } } }`,
      { as: 'carol' },
    );
    expect(errors?.[0]?.message).toContain('The next level of this tree has more than 10,000 nodes.');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', field: 'rows' });
    expect(data.shopRegion._meta.children.nodes[0]._meta.children).toBeNull();
  });

  test('of a deep tree with large pages are as many as it has levels', async () => {
    await using gateway = await startTestGateway({ version: 15 });
    const children = (inner: string) => `_meta { children(first: 100) { nodes { name ${inner} } } }`;
    const { errors } = await gateway.query(
      `{ shopRegions(first: 5, filter: { parent_shop_region: { isSet: false } }) {
        nodes { name ${children(children(children(children(children('')))))} }
      } }`,
      { as: 'carol' },
    );
    expect(errors).toBeUndefined();
    expect(gateway.site.requests.length).toBeLessThanOrEqual(5);
  });

  test('of three levels cost batches, and not a call for each document', async () => {
    await using gateway = await startTestGateway({ version: 15 });
    const children = (inner: string) => `_meta { children { nodes { name ${inner} } } }`;
    const { errors, extensions } = await gateway.query(
      `{ shopRegions { nodes { name ${children(children(children('')))} } } }`,
      { as: 'carol' },
    );
    expect(errors).toBeUndefined();
    const cost = extensions?.cost as { calls: number };
    expect(cost.calls).toBeLessThan(300);
    expect(gateway.site.requests.length).toBeLessThanOrEqual(4);
  });
});
