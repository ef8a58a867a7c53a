import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** Docfields that lists of sites up to v16 leave out, because they are named like columns which the table lacks. */
describe.each<FrappeMajor>([15, 17])('docfields named like optional columns on v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(['ASC', 'DESC'])('sort pages by cursors (%s)', async (direction) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 6; page += 1) {
      const query = `query ($after: String) {
        shopDeliveries(first: 1, after: $after, orderBy: [{ last_seen: ${direction} }]) {
          nodes { last_seen }
          pageInfo { endCursor hasNextPage }
        }
      }`;
      const { data, errors } = await gateway.query(query, { variables: { after } });
      expect(errors).toBeUndefined();
      seen.push(...data.shopDeliveries.nodes.map((node: { last_seen: string }) => node.last_seen));
      after = data.shopDeliveries.pageInfo.endCursor;
      if (!data.shopDeliveries.pageInfo.hasNextPage) break;
    }
    const days = ['10', '11', '12', '13'].map((day) => `2026-11-${day}T08:30:00`);
    expect(seen).toEqual(direction === 'ASC' ? days : days.reverse());
  });

  test('are distinguished from unset ones by cursors, or refuse them before any call', async () => {
    const page = '(first: 3, orderBy: [{ place_seen: DESC }]';
    const first = await gateway.query(`{ shopDeliveries${page}) { nodes { place_seen } pageInfo { endCursor } } }`);
    expect(first.data.shopDeliveries.nodes.map((node: { place_seen: string }) => node.place_seen)).toEqual([
      'Depot 4',
      'Depot 2',
      'Depot 1',
    ]);
    gateway.site.requests.length = 0;
    const after = JSON.stringify(first.data.shopDeliveries.pageInfo.endCursor);
    const second = await gateway.query(`{ shopDeliveries${page}, after: ${after}) { nodes { name } } }`);
    if (version === 17) {
      expect(second.data.shopDeliveries.nodes).toEqual([{ name: 'DEL-00003' }]);
      return;
    }
    expect(second.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    expect(gateway.site.requests).toEqual([]);
  });

  test('name the links to many documents', async () => {
    const { data, errors } = await gateway.query(`{
      shopCustomers(filter: { name: { in: ["CUST-00001", "CUST-00002", "CUST-00005"] } }, orderBy: [{ name: ASC }]) {
        nodes {
          name
          shopDeliveriesByCourierSeen { totalCount nodes { name } }
          shopDeliveriesByStopsHelperAssignment(first: 2) { nodes { name } }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    const [first, second, fifth] = data.shopCustomers.nodes;
    expect(first.shopDeliveriesByCourierSeen).toEqual({ totalCount: 1, nodes: [{ name: 'DEL-00001' }] });
    expect(second.shopDeliveriesByCourierSeen.nodes).toEqual([{ name: 'DEL-00002' }]);
    expect(fifth.shopDeliveriesByCourierSeen).toEqual({ totalCount: 0, nodes: [] });
    expect(fifth.shopDeliveriesByStopsHelperAssignment.nodes).toHaveLength(2);
  });

  test('are read with a written document, and links in it are followed', async () => {
    const { data, errors } = await gateway.query(`mutation {
      updateShopDelivery(name: "DEL-00002", input: { courier_seen: "CUST-00007" }) {
        shopDelivery {
          courier_seen { customer_name }
          order_customer { name customer_name }
          stops { helper_assignment { customer_name } reviewer_comments }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.updateShopDelivery.shopDelivery).toMatchObject({
      courier_seen: { customer_name: expect.stringMatching(/7$/) },
      order_customer: { customer_name: expect.any(String) },
      stops: [{ helper_assignment: { customer_name: 'Flux Works 5' } }, { helper_assignment: null }],
    });
  });
});

test('a value derived from a column that the caller cannot read has an error', async () => {
  await using gateway = await startTestGateway({ version: 15 });
  const orders = await gateway.query('{ shopOrders(first: 500) { nodes { name } } }', { as: 'alice' });
  const visible = new Set(orders.data.shopOrders.nodes.map((node: { name: string }) => node.name));
  for (const asked of ['title', 'likedBy { name }', 'tags']) {
    const query = `{ shopDeliveries { nodes { order { name _meta { ${asked} } } } } }`;
    const { data, errors } = await gateway.query(query, { as: 'alice' });
    const hidden = data.shopDeliveries.nodes.filter(
      (node: { order: { name: string } }) => !visible.has(node.order.name),
    );
    expect(hidden.length, asked).toBeGreaterThan(0);
    expect(
      errors?.map(({ extensions }) => extensions.code),
      asked,
    ).toContain('FORBIDDEN');
  }
});
