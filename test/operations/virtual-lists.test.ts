import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `metric-${String(index + 1).padStart(2, '0')}`);
const PAGE = `query ($first: Int, $after: String, $offset: Int) {
  shopMetrics(first: $first, after: $after, offset: $offset) {
    edges { cursor node { name } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`;

/** The demo's controller passes over limits, as that of many apps; others keep to them. */
describe.each<[FrappeMajor, string]>([
  [15, 'passes over limits'],
  [15, 'keeps to limits'],
  [17, 'passes over limits'],
  [17, 'keeps to limits'],
])('the list of a virtual DocType on v%i whose controller %s', (version, controller) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
    if (controller === 'passes over limits') return;
    gateway.site.fault = ({ path, body }) => {
      if (path !== '/api/method/frappe.client.get_list') return undefined;
      const { limit_start: start = 0, limit_page_length: limit } = JSON.parse(body);
      return {
        status: 200,
        body: JSON.stringify({ message: NAMES.slice(start, start + limit).map((name) => ({ name })) }),
      };
    };
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([1, 5, 12, 20])('is paged by cursors, %i at a time', async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let isLast = false; !isLast; ) {
      const { data, errors } = await gateway.query(PAGE, { variables: { first, after } });
      expect(errors).toBeUndefined();
      const { edges, pageInfo } = data.shopMetrics;
      seen.push(...edges.map(({ node }: { node: { name: string } }) => node.name));
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0].cursor, edges.at(-1).cursor]);
      after = pageInfo.endCursor;
      isLast = !pageInfo.hasNextPage;
    }
    expect(seen).toEqual(NAMES);
  });

  test('is paged by offsets, which cursors continue', async () => {
    const { data } = await gateway.query(PAGE, { variables: { first: 3, offset: 4 } });
    const { edges } = data.shopMetrics;
    expect(edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(NAMES.slice(4, 7));
    const next = await gateway.query(PAGE, { variables: { first: 2, after: edges[1].cursor } });
    expect(next.data.shopMetrics.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(
      NAMES.slice(6, 8),
    );
  });

  test('refuses what is not one of its cursors before any call', async () => {
    const order = await gateway.query('{ shopOrders(first: 1) { pageInfo { endCursor } } }');
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    gateway.site.requests.length = 0;
    for (const after of [
      '',
      'x',
      cursor(['#']),
      cursor(['#', -1]),
      cursor(['#', 1.5]),
      cursor(['#', '1']),
      order.data.shopOrders.pageInfo.endCursor,
    ]) {
      const { errors } = await gateway.query(PAGE, { variables: { first: 1, after } });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    }
    const both = await gateway.query(PAGE, { variables: { after: cursor(['#', 1]), offset: 1 } });
    expect(both.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'offset' });
    const far = await gateway.query(PAGE, { variables: { after: cursor(['#', 2 ** 40]) } });
    expect(far.errors?.[0]?.extensions.code).toBe('COST_EXCEEDED');
    expect(gateway.site.requests).toEqual([]);
  });
});

/** ERPNext's Bulk Transaction Log has `pass` for a count, and so has the System Health Report of Frappe itself. */
test.each([
  ['nothing', {}],
  ['null', { message: null }],
  ['a text', { message: '12' }],
  ['a fraction', { message: 1.5 }],
])(
  'a controller that answers %s for its count leaves the rows, and the total is null with the reason',
  async (_label, body) => {
    await using gateway = await startTestGateway();
    gateway.site.fault = ({ path }) =>
      path.startsWith('/api/method/frappe.desk.reportview.get_count')
        ? { status: 200, body: JSON.stringify(body) }
        : undefined;
    const { data, errors } = await gateway.query('{ shopMetrics(first: 2) { totalCount nodes { name } } }');
    expect(data.shopMetrics).toEqual({ totalCount: null, nodes: [{ name: NAMES[0] }, { name: NAMES[1] }] });
    expect(errors?.map(({ message, path, extensions }) => [message, path, extensions.code])).toEqual([
      ['The controller of Shop Metric does not count its documents.', ['shopMetrics', 'totalCount'], 'UPSTREAM_ERROR'],
    ]);
    // DocTypes with a table are counted by Frappe itself: such an answer is none of theirs.
    const stored = await gateway.query('{ shopTags { totalCount } }');
    expect(stored.errors?.[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
  },
);
