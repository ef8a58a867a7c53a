import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import type { Caller, ContractSite } from '../contract-site.ts';
import { readAll } from '../read-all.ts';

const ORDER = 'SO-2026-00011';
const QUERY = `{
  shopOrder(name: "${ORDER}") { margin_amount items { idx cost } customer { tax_id contacts { idx commission } } }
  shopOrders(filter: { name: { eq: "${ORDER}" } }) {
    nodes { margin_amount items { idx cost } customer { tax_id contacts { idx commission } } }
  }
}`;

interface Values {
  margin_amount: unknown;
  items: { cost: unknown }[];
  customer: { tax_id: unknown; contacts: { commission: unknown }[] };
}

/** Hidden values come as 0 (v15+), in full (v14), or not at all. */
export const PERMLEVEL_CASES: readonly ContractCase[] = [
  {
    name: 'values above the permlevel of a user are null in documents, lists, links and child rows',
    run: async (site) => {
      for (const { margin_amount, items, customer } of await readBoth(site, 'alice')) {
        expect([margin_amount, customer.tax_id]).toEqual([null, null]);
        expect(items.length).toBeGreaterThan(0);
        expect(items.map(({ cost }) => cost)).toEqual(items.map(() => null));
        expect(customer.contacts.map(({ commission }) => commission)).toEqual(customer.contacts.map(() => null));
      }
    },
  },
  {
    name: 'values of a permlevel are seen by those who have it, the same in documents and lists',
    run: async (site) => {
      const [document, listed] = await readBoth(site, 'carol');
      expect(document?.margin_amount).toBe('88.8');
      expect(document?.customer.tax_id).toMatch(/^TAX\d{6}$/);
      expect(document?.items.length).toBeGreaterThan(0);
      for (const { cost } of document?.items ?? []) expect(Number(cost)).toBeGreaterThan(0);
      expect(listed).toEqual(document);
    },
  },
  {
    name: 'values of a permlevel belong to their child rows, over hundreds of documents',
    run: async (site) => {
      for (const as of ['gateway', 'carol'] as const) {
        const orders = await readAll(site, { list: 'shopOrders', fields: 'items { rate cost }', as });
        const rows = orders.flatMap(({ items }) => items as { rate: string; cost: string }[]);
        expect(rows.length).toBeGreaterThan(500);
        for (const { rate, cost } of rows) expect(Math.abs(Number(rate) * 0.6 - Number(cost))).toBeLessThan(0.0051);
        const customers = await readAll(site, { list: 'shopCustomers', fields: 'contacts { idx commission }', as });
        const contacts = customers.flatMap((customer) => customer.contacts as { idx: number; commission: number }[]);
        expect(contacts.length).toBeGreaterThan(500);
        for (const { idx, commission } of contacts) expect(commission).toBe(idx - 1);
      }
    },
  },
  {
    name: 'hidden values are told as FORBIDDEN',
    run: async (site) => {
      const { errors = [] } = await site.ask(QUERY, { as: 'alice' });
      const told = errors.map(({ extensions }) => `${extensions.code} ${extensions.field}`);
      expect(new Set(told)).toEqual(new Set(['margin_amount', 'cost', 'tax_id', 'commission'].map(forbidden)));
    },
  },
  {
    name: 'a filter or an order by a hidden value is refused',
    run: async (site) => {
      const arguments_ = [
        'filter: { margin_amount: { gt: "10" } }',
        'filter: { items: { some: { cost: { gt: "1" } } } }',
        'filter: { customer: { where: { tax_id: { eq: "TAX000001" } } } }',
        'orderBy: [{ margin_amount: DESC }]',
      ];
      for (const argument of arguments_) {
        const answer = await site.ask(`{ shopOrders(${argument}) { nodes { name } } }`, { as: 'alice' });
        expect(answer.data?.shopOrders ?? null).toBeNull();
        expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      }
    },
  },
];

function forbidden(field: string): string {
  return `FORBIDDEN ${field}`;
}

async function readBoth(site: ContractSite, as: Caller): Promise<Values[]> {
  const { data } = await site.ask(QUERY, { as });
  return [data.shopOrder, data.shopOrders.nodes[0]];
}
