import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import { type AnsweredRow, countAll, readAll } from '../read-all.ts';

const ORDER = '[{ _linked: { customer: { customer_name: ASC } } }]';

/** Without names that databases sort apart: `Ø` is an O to MariaDB, and behind Z to SQLite. */
const LIST = { list: 'shopOrders', filter: '{ not: { customer_name: { like: "Ørsted%" } } }', orderBy: ORDER };

/** Orders by a field of a linked document. */
export const LINKED_ORDER_CASES: readonly ContractCase[] = [
  {
    name: 'an order by what is linked is that of the linked values',
    run: async (site) => {
      const fields = 'customer_name customer { customer_name }';
      const rows = await readAll(site, { ...LIST, fields, as: 'gateway' });
      expect(rows.map((row) => row.customer)).toEqual(rows.map(({ customer_name }) => ({ customer_name })));
      expect(rows.map(({ name }) => name)).toEqual([...rows].sort(compare).map(({ name }) => name));
    },
  },
  {
    // v17 leaves out such rows if it is asked for `order_by=customer.customer_name`.
    name: 'an order by what is linked keeps documents whose linked document is hidden from the caller',
    run: async (site) => {
      const rows = await readAll(site, { ...LIST, fields: 'customer_name', as: 'alice' });
      expect(rows.map(({ name }) => name)).toContain('SO-2026-00001');
      expect(rows).toHaveLength(await countAll(site, { ...LIST, as: 'alice' }));
      expect(rows.map(({ name }) => name)).toEqual([...rows].sort(compare).map(({ name }) => name));
    },
  },
];

/** As databases compare text, whatever its case and accents; ties by name. */
function compare(left: AnsweredRow, right: AnsweredRow): number {
  const names = [left, right].map(({ customer_name }) => String(customer_name ?? ''));
  const order = new Intl.Collator('en', { sensitivity: 'base' }).compare(names[0] ?? '', names[1] ?? '');
  return order || (left.name < right.name ? -1 : 1);
}
