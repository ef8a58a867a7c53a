import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller, ContractSite } from '../contract/contract-site.ts';
import { PROPERTY_SITES, readPages, runsOr } from './property-sites.ts';
import { CUSTOMER_SELECTION, type Customer, randomFilter } from './random-filter.ts';

const ALL = `query ($after: String) {
  shopCustomers(first: 200, after: $after, orderBy: [{ name: ASC }]) {
    nodes { ${CUSTOMER_SELECTION} }
    pageInfo { hasNextPage endCursor }
  }
}`;

const FOUND = `query ($filter: ShopCustomerFilter, $after: String) {
  shopCustomers(filter: $filter, first: 500, after: $after, orderBy: [{ name: ASC }]) {
    totalCount
    nodes { name }
    pageInfo { hasNextPage endCursor }
  }
}`;

describe.each(PROPERTY_SITES)('random filters on %s', (_label, start) => {
  let site: ContractSite;
  beforeAll(async () => {
    site = await start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test.each<Caller>(['carol', 'alice'])(
    'find what they find in all rows that %s may read',
    async (as) => {
      const rows = await readPages<Customer>(site, as, ALL, {});
      const all = new Map(rows.map((row) => [row.name, row]));
      expect(rows.length).toBeGreaterThan(10);
      await fc.assert(
        fc.asyncProperty(randomFilter(rows), async ({ argument, matches }) => {
          const expected = rows.filter((row) => matches(row, all)).map((row) => row.name);
          const found = await readPages<{ name: string }>(site, as, FOUND, { filter: argument });
          expect(found.map((row) => row.name)).toEqual(expected);
        }),
        { numRuns: runsOr(60) },
      );
    },
    600_000,
  );
});
