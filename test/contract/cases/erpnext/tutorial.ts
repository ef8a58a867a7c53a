import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser } from './erpnext-user.ts';
import { prepareTrade } from './trade.ts';

const PAGE = new URL('../../../../docs/erpnext.md', import.meta.url);

/** The operations of the tutorial in docs/erpnext.md, one after the other, as they are printed there. */
export const TUTORIAL_CASES: readonly ContractCase[] = [
  {
    name: 'the cycle from an order to its payment in docs/erpnext.md runs as it is printed',
    needsApp: 'erpnext',
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const known: Record<string, unknown> = { ...(await prepareTrade(user)) };
      const answers = new Map<string, Record<string, unknown>>();
      for (const [, operation = '', name = ''] of readFileSync(PAGE, 'utf8').matchAll(OPERATIONS)) {
        const asked = [...operation.matchAll(/\$(\w+):/g)].map(([, variable = '']) => variable);
        const data = await user.ask(
          operation,
          Object.fromEntries(asked.map((variable) => [variable, known[variable]])),
        );
        answers.set(name, data);
        Object.assign(known, namesIn(data));
      }
      expect([...answers.keys()].length).toBe(8);
      expect(answers.get('Settled')).toMatchObject({
        salesOrder: { status: 'Completed', per_delivered: 100, per_billed: 100 },
        salesInvoice: { status: 'Paid', outstanding_amount: '0.0' },
        customer: { _meta: { backlinks: { paymentEntriesByParty: { nodes: [{ paid_amount: '100.0' }] } } } },
      });
      expect(answers.get('Deliver')).toMatchObject({
        makeDeliveryNote: { deliveryNote: { items: [{ qty: 4, against_sales_order: { per_delivered: 100 } }] } },
      });
      expect(answers.get('TakeBack')).toEqual({ cancelPaymentEntry: { paymentEntry: { docstatus: 'CANCELLED' } } });
      expect(answers.get('Correct')).toMatchObject({ amendPaymentEntry: { paymentEntry: { docstatus: 'DRAFT' } } });
    },
  },
];

const OPERATIONS = /^```graphql erpnext\n((?:mutation|query) (\w+)[\s\S]*?)\n```$/gm;

/** The names of the documents that a mutation answered, by their fields. */
function namesIn(data: Record<string, unknown>): Record<string, unknown> {
  const documents = Object.values(data).flatMap((payload) => Object.entries(payload as object));
  return Object.fromEntries(
    documents.flatMap(([field, value]) => {
      const name = (value as { name?: unknown } | null)?.name;
      return typeof name === 'string' ? [[field, name]] : [];
    }),
  );
}
