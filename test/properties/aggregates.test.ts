import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller, ContractSite } from '../contract/contract-site.ts';
import { askBounded, makeBlanks, PROPERTY_SITES, readPages, runsOr } from './property-sites.ts';
import { computeGroups, keyOfGroup, measuresOf, randomAggregate, toQuery } from './random-aggregate.ts';
import { CUSTOMER_SELECTION, type Customer } from './random-filter.ts';

const ALL = `query ($after: String) {
  shopCustomers(first: 200, after: $after, orderBy: [{ name: ASC }]) {
    nodes { ${CUSTOMER_SELECTION} lead_time }
    pageInfo { hasNextPage endCursor }
  }
}`;

describe.each(PROPERTY_SITES)('random aggregates on %s', (_label, start) => {
  let site: ContractSite;
  beforeAll(async () => {
    site = await start();
    if (site.demo) makeBlanks(site.demo);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test.each<Caller>(['carol', 'alice'])(
    'are what is computed from all rows that %s may read, in the order that was asked for',
    async (as) => {
      const rows = await readPages<Customer>(site, as, ALL, {});
      const all = new Map(rows.map((row) => [row.name, row]));
      await fc.assert(
        fc.asyncProperty(randomAggregate(rows), async (aggregate) => {
          const { filter, groupBy, dateUnit, orderBy } = aggregate;
          const expected = computeGroups(
            rows.filter((row) => filter.matches(row, all)),
            aggregate,
          );
          fc.pre(expected.size <= 500);
          const variables = { filter: filter.argument, groupBy, dateUnit, orderBy };
          const answer = await askBounded(site, toQuery(aggregate), { as, variables });
          expect(answer.errors).toBeUndefined();
          const groups: Record<string, unknown>[] = answer.data.shopCustomerAggregate;
          const found = new Map(
            groups.map((one) => [keyOfGroup(one.group as Record<string, unknown>, aggregate), measuresOf(one)]),
          );
          expect(found.size).toBe(groups.length);
          expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
          expectSorted([...found.values()], orderBy);
        }),
        { numRuns: runsOr(25) },
      );
    },
    600_000,
  );
});

/** Each group is not less than the one before it, by the first key in which they differ. */
function expectSorted(groups: readonly Record<string, unknown>[], orderBy: readonly Record<string, unknown>[]): void {
  groups.slice(1).forEach((group, index) => {
    for (const key of orderBy) {
      const [one, other, direction] = valuesOf(key, groups[index] as Record<string, unknown>, group);
      if (one === other) continue;
      const isLess = one === null || (other !== null && one < other);
      expect(isLess, JSON.stringify({ orderBy, one, other })).toBe(direction === 'ASC');
      return;
    }
  });
}

type Comparable = string | number | null;

function valuesOf(
  key: Record<string, unknown>,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): [Comparable, Comparable, unknown] {
  const [by = '', value] = Object.entries(key)[0] ?? [];
  if (by === 'count') return [before.count as number, after.count as number, value];
  const [field = '', direction] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  const of = (group: Record<string, unknown>) => (group[by] as Record<string, Comparable>)[field] ?? null;
  return [of(before), of(after), direction];
}
