import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** Columns of every kind: text with NULL and '', links, numbers with ties, dates, times, checks. */
const SORTABLE = [
  'customer_name',
  'customer_type',
  'status',
  'region',
  'referred_by',
  'account_manager',
  'is_vip',
  'employees',
  'credit_limit',
  'satisfaction',
  'customer_since',
  'last_contact',
  'custom_loyalty_tier',
  'name',
];

const PAGE = `query ($orderBy: [ShopCustomerOrderBy!], $first: Int, $after: String, $last: Int, $before: String) {
  shopCustomers(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

interface PageVariables extends Record<string, unknown> {
  orderBy: Record<string, string>[];
  first?: number;
  after?: string;
  last?: number;
  before?: string;
}

describe.each<FrappeMajor>([14, 17])('paging a v%i site', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version, scale: 'small' }, { MAX_PAGE_SIZE: '5000' });
    makeBlanks(gateway);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const order = fc
    .uniqueArray(fc.constantFrom(...SORTABLE), { minLength: 0, maxLength: 3 })
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.constantFrom('ASC', 'DESC').map((direction) => ({ [name]: direction })))),
    );

  test('pages in either direction hold every row once, in the order of the whole list', async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 20, max: 150 }), async (orderBy, size) => {
        const whole = await readAll(gateway, { orderBy, first: 5000 });
        expect(new Set(whole).size).toBe(whole.length);
        expect(await readForward(gateway, orderBy, size)).toEqual(whole);
        expect(await readBackward(gateway, orderBy, size)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

/** Some text columns become NULL and some '', as sites have both. */
function makeBlanks({ site }: TestGateway): void {
  for (const column of ['region', 'status', 'custom_loyalty_tier', 'referred_by']) {
    site.database.run(`UPDATE "tabShop Customer" SET "${column}" = NULL WHERE rowid % 5 = 0`);
    site.database.run(`UPDATE "tabShop Customer" SET "${column}" = '' WHERE rowid % 5 = 1`);
  }
  site.database.run(`UPDATE "tabShop Customer" SET "customer_since" = NULL WHERE rowid % 7 = 0`);
}

async function readPage(gateway: TestGateway, variables: PageVariables) {
  const answer = await gateway.query(PAGE, { variables });
  expect(answer.errors).toBeUndefined();
  return answer.data.shopCustomers;
}

async function readAll(gateway: TestGateway, variables: PageVariables): Promise<string[]> {
  const page = await readPage(gateway, variables);
  return page.edges.map((edge: { node: { name: string } }) => edge.node.name);
}

async function readForward(gateway: TestGateway, orderBy: Record<string, string>[], first: number): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await readPage(gateway, { orderBy, first, ...(after ? { after } : {}) });
    names.push(...page.edges.map((edge: { node: { name: string } }) => edge.node.name));
    if (!page.pageInfo.hasNextPage) return names;
    after = page.pageInfo.endCursor;
  }
}

async function readBackward(gateway: TestGateway, orderBy: Record<string, string>[], last: number): Promise<string[]> {
  const names: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = await readPage(gateway, { orderBy, last, ...(before ? { before } : {}) });
    names.unshift(...page.edges.map((edge: { node: { name: string } }) => edge.node.name));
    if (!page.pageInfo.hasPreviousPage) return names;
    before = page.pageInfo.startCursor;
  }
}
