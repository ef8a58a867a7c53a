import { expect } from 'vitest';
import { chartOfAccounts } from '../../../../examples/chart-of-accounts/main.ts';
import { orderToCash } from '../../../../examples/order-to-cash/main.ts';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser } from './erpnext-user.ts';
import { prepareTrade } from './trade.ts';

/** The examples of ERPNext, run as they are by a user with its ordinary roles. */
export const EXAMPLE_CASES: readonly ContractCase[] = [
  {
    name: 'examples/order-to-cash sells, is paid, and takes back what it sold',
    needsApp: 'erpnext',
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const sold = await orderToCash({ url: site.url, authorization: user.authorization }, trade);
      expect(sold.lines).toEqual([
        `${sold.order}  Completed, 100 % delivered, 100 % billed`,
        `${sold.invoice}  Paid, 0.0 of 100.0 outstanding`,
        `${sold.credit}  Return against ${sold.invoice}, -100.0`,
      ]);
    },
  },
  {
    name: 'examples/chart-of-accounts prints every account once',
    needsApp: 'erpnext',
    timeout: 120_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const company = (await user.ask('{ companies(first: 1) { nodes { name } } }')).companies.nodes[0].name;
      const lines = await chartOfAccounts({ url: site.url, authorization: user.authorization }, company);
      const { accounts } = await user.ask(
        'query ($company: ID!) { accounts(filter: { company: { eq: $company } }) { totalCount } }',
        { company },
      );
      expect(lines.length).toBe(accounts.totalCount);
    },
  },
];
