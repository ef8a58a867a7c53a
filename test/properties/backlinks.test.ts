import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller, ContractSite } from '../contract/contract-site.ts';
import { askBounded, PROPERTY_SITES, readPages, runsOr } from './property-sites.ts';

interface Order {
  name: string;
  status: string | null;
  order_date: string;
  docstatus: string;
  customer: { name: string } | null;
  items: { item: { name: string } | null; qty: number }[];
}

const ORDERS = `query ($after: String) {
  shopOrders(first: 500, after: $after, orderBy: [{ name: ASC }]) {
    nodes { name status order_date docstatus customer { name } items { qty item { name } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Where backlinks lead from, and which orders are those of a document. */
const BACKLINKS = {
  'shopCustomers.shopOrdersByCustomer': (order: Order, name: string) => order.customer?.name === name,
  'shopItems.shopOrdersByItemsItem': (order: Order, name: string) =>
    order.items.some(({ item }) => item?.name === name),
};

interface OrderFilter {
  argument: Record<string, unknown>;
  matches: (order: Order) => boolean;
}

const FILTERS: readonly OrderFilter[] = [
  { argument: {}, matches: () => true },
  {
    argument: { status: { in: ['Open', 'Closed'] } },
    matches: ({ status }) => status === 'Open' || status === 'Closed',
  },
  { argument: { docstatus: { ne: 'CANCELLED' } }, matches: ({ docstatus }) => docstatus !== 'CANCELLED' },
  {
    argument: { or: [{ status: { eq: 'Draft' } }, { order_date: { gte: '2026-03-01' } }] },
    matches: ({ status, order_date }) => status === 'Draft' || order_date >= '2026-03-01',
  },
  {
    argument: { items: { some: { qty: { gte: 5 } } }, order_date: { gte: '2026-06-01' } },
    matches: ({ items, order_date }) => items.some(({ qty }) => qty >= 5) && order_date >= '2026-06-01',
  },
  {
    argument: {
      or: [{ status: { eq: 'Open' }, order_date: { lt: '2026-06-01' } }, { not: { status: { ne: 'Draft' } } }],
    },
    matches: ({ status, order_date }) => (status === 'Open' && order_date < '2026-06-01') || status === 'Draft',
  },
];

const ORDERINGS: readonly { argument: Record<string, string>[]; compare: (one: Order, other: Order) => number }[] = [
  { argument: [], compare: byName },
  { argument: [{ name: 'DESC' }], compare: (one, other) => byName(other, one) },
  {
    argument: [{ order_date: 'DESC' }],
    compare: (one, other) => byText(other.order_date, one.order_date) || byName(one, other),
  },
];

describe.each(PROPERTY_SITES)('random backlinks on %s', (_label, start) => {
  let site: ContractSite;
  beforeAll(async () => {
    site = await start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const read = fc.record({
    path: fc.constantFrom(...(Object.keys(BACKLINKS) as (keyof typeof BACKLINKS)[])),
    parents: fc.integer({ min: 1, max: 30 }),
    offset: fc.integer({ min: 0, max: 20 }),
    filter: fc.constantFrom(...FILTERS),
    ordering: fc.constantFrom(...ORDERINGS),
    page: fc.oneof(
      fc.record({ first: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ last: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ first: fc.integer({ min: 1, max: 12 }), offset: fc.integer({ min: 0, max: 4 }) }),
    ),
  });

  test.each<Caller>(['carol', 'alice'])(
    'are what is computed from all orders that %s may read',
    async (as) => {
      const orders = await readPages<Order>(site, as, ORDERS, {});
      expect(orders.length).toBeGreaterThan(20);
      await fc.assert(
        fc.asyncProperty(read, async ({ path, parents, offset, filter, ordering, page }) => {
          const [list = '', backlink = ''] = path.split('.');
          const query = `query ($parents: Int, $offset: Int, $filter: ShopOrderFilter, $orderBy: [ShopOrderOrderBy!], $first: Int, $last: Int, $skip: Int) {
            ${list}(first: $parents, offset: $offset) {
              nodes { name ${backlink}(filter: $filter, orderBy: $orderBy, first: $first, last: $last, offset: $skip) {
                totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage }
              } }
            }
          }`;
          const { offset: skip, ...size } = page as { first?: number; last?: number; offset?: number };
          const variables = {
            parents,
            offset,
            filter: filter.argument,
            orderBy: ordering.argument,
            ...size,
            ...(skip ? { skip } : {}),
          };
          const answer = await askBounded(site, query, { as, variables });
          expect(answer.errors).toBeUndefined();
          for (const node of answer.data[list].nodes) {
            const linked = orders
              .filter((order) => BACKLINKS[path](order, node.name) && filter.matches(order))
              .sort(ordering.compare)
              .map(({ name }) => name);
            const from = size.last === undefined ? (skip ?? 0) : Math.max(0, linked.length - size.last);
            const to = size.last === undefined ? from + (size.first ?? 0) : linked.length;
            const names = node[backlink].nodes.map(({ name }: { name: string }) => name);
            expect({ parent: node.name, names, count: node[backlink].totalCount }).toEqual({
              parent: node.name,
              names: linked.slice(from, to),
              count: linked.length,
            });
            if (size.last === undefined) expect(node[backlink].pageInfo.hasNextPage).toBe(linked.length > to);
            else expect(node[backlink].pageInfo.hasPreviousPage).toBe(from > 0);
          }
        }),
        { numRuns: runsOr(25) },
      );
    },
    600_000,
  );
});

function byName(one: Order, other: Order): number {
  return byText(one.name, other.name);
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
