import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import { countAll, readAll } from '../read-all.ts';

/** Counts that ask no permission, pages without an order, and URLs that are too long. */
export const COUNTING_CASES: readonly ContractCase[] = [
  {
    name: 'the total count of a limited user is the number of rows that he can page through',
    run: async (site) => {
      const total = await countAll(site, { list: 'shopOrders', as: 'alice' });
      const rows = await readAll(site, { list: 'shopOrders', as: 'alice', pageSize: 7 });
      expect(new Set(rows.map(({ name }) => name)).size).toBe(total);
      expect(total).toBeLessThan(await countAll(site, { list: 'shopOrders' }));
    },
  },
  {
    name: 'the total count of filtered rows is the number of them',
    run: async (site) => {
      const filters = [
        '{ status: { in: [Open, Closed] } }',
        '{ or: [{ status: { eq: Draft } }, { grand_total: { gt: "4000" } }] }',
        '{ items: { some: { qty: { gt: 2 } } } }',
        '{ customer: { where: { customer_type: { eq: Company } } } }',
        // Where values are written into SQL, a backslash means something else than itself.
        '{ name: { in: ["SO-2026-00001", "SO-2026-00002", "back\\\\"] } }',
        '{ and: [{ customer: { ne: "no\\\\b" } }, { items: { some: { item_name: { ne: "\\\\" } } } }] }',
      ];
      for (const filter of filters) {
        for (const as of ['gateway', 'alice'] as const) {
          const rows = await readAll(site, { list: 'shopOrders', filter, as });
          expect(await countAll(site, { list: 'shopOrders', filter, as })).toBe(rows.length);
        }
      }
    },
  },
  {
    name: 'a count that may stop at its limit is the total count below it',
    run: async (site) => {
      const filters = [
        '{}',
        '{ or: [{ status: { eq: Draft } }, { grand_total: { gt: "4000" } }] }',
        '{ items: { some: { qty: { gt: 2 } } } }',
        '{ customer: { where: { customer_type: { eq: Company } } } }',
      ];
      for (const filter of filters) {
        const query = `{ shopOrders(filter: ${filter}) { count { value isCapped } } }`;
        const { data, errors } = await site.ask(query, { as: 'alice' });
        const total = await countAll(site, { list: 'shopOrders', filter, as: 'alice' });
        expect(errors).toBeUndefined();
        expect(data.shopOrders.count).toEqual({ value: total, isCapped: false });
      }
    },
  },
  {
    name: 'pages of 500 bring every row once',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopCustomers' });
      expect(rows.length).toBeGreaterThan(500);
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
      expect(await countAll(site, { list: 'shopCustomers' })).toBe(rows.length);
    },
  },
  {
    name: 'pages do not overlap where many rows are equal',
    run: async (site) => {
      const orderBy = '[{ status: DESC }]';
      const rows = await readAll(site, { list: 'shopOrders', fields: 'status', orderBy, pageSize: 13 });
      expect(new Set(rows.map(({ name }) => name)).size).toBe(await countAll(site, { list: 'shopOrders' }));
      const byName = [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
      const statuses = [...new Set(rows.map(({ status }) => status))];
      expect(rows).toEqual(statuses.flatMap((status) => byName.filter((row) => row.status === status)));
    },
  },
  {
    name: 'a filter may name 600 documents',
    run: async (site) => {
      const all = await readAll(site, { list: 'shopCustomers' });
      const names = all.slice(0, 600).map(({ name }) => name);
      const query = `query ($names: [ID!]!) {
        shopCustomers(first: 500, offset: 400, orderBy: [{ name: ASC }], filter: { name: { in: $names } }) {
          totalCount
          nodes { name }
        }
      }`;
      const answer = await site.ask(query, { variables: { names } });
      expect(answer.errors).toBeUndefined();
      expect(answer.data.shopCustomers.totalCount).toBe(600);
      const found = answer.data.shopCustomers.nodes.map((row: { name: string }) => row.name);
      expect(found).toEqual(names.slice(400));
    },
  },
  {
    name: 'links of 500 rows are read with them',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopCustomers', fields: 'email region { region_name }' });
      expect(rows.every(({ name, region }) => name && (region as { region_name: string }).region_name)).toBe(true);
    },
  },
];
