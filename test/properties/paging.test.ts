import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractSite } from '../contract/contract-site.ts';
import { makeBlanks, PROPERTY_SITES, runsOr } from './property-sites.ts';

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
  'lead_time',
  'opening_time',
  'customer_since',
  'last_contact',
  'custom_loyalty_tier',
  'name',
];

const PAGE = `query ($orderBy: [ShopCustomerOrderBy!], $first: Int, $after: String, $last: Int, $before: String, $offset: Int) {
  shopCustomers(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, offset: $offset) {
    edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** More pages than any list here has: cursors that go round in circles fail instead of going on for ever. */
const MAX_PAGES = 1_000;

interface PageVariables extends Record<string, unknown> {
  orderBy: Record<string, string>[];
  first?: number;
  after?: string;
  last?: number;
  before?: string;
  offset?: number;
}

describe.each(PROPERTY_SITES)('paging %s', (_label, start) => {
  let site: ContractSite;
  beforeAll(async () => {
    site = await start();
    if (site.demo) makeBlanks(site.demo);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const order = fc
    .uniqueArray(fc.constantFrom(...SORTABLE), { minLength: 0, maxLength: 3 })
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.constantFrom('ASC', 'DESC').map((direction) => ({ [name]: direction })))),
    );

  test('pages in either direction hold every row once, in the order of the whole list', async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 20, max: 150 }), async (orderBy, size) => {
        const whole = await readByOffset(site, orderBy);
        expect(new Set(whole).size).toBe(whole.length);
        expect(await readForward(site, orderBy, size)).toEqual(whole);
        expect(await readBackward(site, orderBy, size)).toEqual(whole);
      }),
      { numRuns: runsOr(12) },
    );
  }, 600_000);
});

async function readPage(site: ContractSite, variables: PageVariables) {
  const answer = await site.ask(PAGE, { as: 'carol', variables });
  expect(answer.errors).toBeUndefined();
  return answer.data.shopCustomers;
}

/** The whole list by offsets, as the site orders it. */
async function readByOffset(site: ContractSite, orderBy: Record<string, string>[]): Promise<string[]> {
  const names: string[] = [];
  for (let offset = 0; ; offset += 500) {
    const page = await readPage(site, { orderBy, first: 500, offset });
    names.push(...page.edges.map((edge: { node: { name: string } }) => edge.node.name));
    if (!page.pageInfo.hasNextPage) return names;
  }
}

async function readForward(site: ContractSite, orderBy: Record<string, string>[], first: number): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | undefined, pages = 0; ; pages += 1) {
    expect(pages).toBeLessThan(MAX_PAGES);
    const page = await readPage(site, { orderBy, first, ...(after ? { after } : {}) });
    names.push(...page.edges.map((edge: { node: { name: string } }) => edge.node.name));
    if (!page.pageInfo.hasNextPage) return names;
    after = page.pageInfo.endCursor;
  }
}

async function readBackward(site: ContractSite, orderBy: Record<string, string>[], last: number): Promise<string[]> {
  const names: string[] = [];
  for (let before: string | undefined, pages = 0; ; pages += 1) {
    expect(pages).toBeLessThan(MAX_PAGES);
    const page = await readPage(site, { orderBy, last, ...(before ? { before } : {}) });
    names.unshift(...page.edges.map((edge: { node: { name: string } }) => edge.node.name));
    if (!page.pageInfo.hasPreviousPage) return names;
    before = page.pageInfo.startCursor;
  }
}
