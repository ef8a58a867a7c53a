import { expect } from 'vitest';
import { SHIPPED_PACKS } from '../../../../src/metadata/shipped-corrections.ts';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser } from './erpnext-user.ts';
import { prepareTrade } from './trade.ts';

/** Links of ERPNext, searched as its forms do. */
export const LINK_SEARCH_CASES: readonly ContractCase[] = [
  {
    name: 'links are searched as the forms of ERPNext do, with values to take over',
    needsApp: 'erpnext',
    versions: [15, 17],
    timeout: 120_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const { item, company } = await prepareTrade(user);
      const search = (args: string, selection = 'name description') =>
        user.ask(`{ searchLink(first: 5, ${args}) { ${selection} } }`).then(({ searchLink }) => searchLink);
      const link = `doctype: "Item", text: "${item}"`;
      const found = await search(`${link}, field: "Sales Order Item.item_code"`, 'name description fetched');
      expect(found).toMatchObject([{ name: item, description: expect.any(String) }]);
      // An item that is not for sale is not offered to a sale, and is to a stock entry.
      await user.ask(
        'mutation ($name: ID!) { updateItem(name: $name, input: { is_sales_item: false }) { item { name } } }',
        {
          name: item,
        },
      );
      expect(await search(`${link}, field: "Sales Order Item.item_code"`)).toEqual([]);
      expect(await search(`${link}, field: "Stock Entry Detail.item_code"`)).toMatchObject([{ name: item }]);
      const named = `field: "Sales Order Item.item_code", filters: { is_sales_item: 0 }`;
      expect(await search(`${link}, ${named}`)).toMatchObject([{ name: item }]);
      const income = 'doctype: "Account", text: "", field: "Sales Invoice Item.income_account"';
      expect((await search(`${income}, filters: { company: "${company}" }`)).length).toBeGreaterThan(0);
      // Groups are offered by Frappe's own search, and not by a form.
      const group = 'doctype: "Warehouse", text: "All Warehouses"';
      expect((await search(group)).length).toBeGreaterThan(0);
      expect(await search(`${group}, field: "Sales Order Item.warehouse"`)).toEqual([]);
      const party = 'doctype: "DocType", text: "Cust", field: "Journal Entry Account.party_type"';
      expect(await search(party, 'name')).toEqual([{ name: 'Customer' }]);
    },
  },
  {
    name: 'forms of ERPNext name links that the site has, for the DocTypes that they lead to',
    needsApp: 'erpnext',
    versions: [15, 17],
    run: async (site) => {
      const docfields = new Set(
        site.entries.flatMap(({ meta }) =>
          meta.docfields
            .filter(({ fieldtype }) => fieldtype === 'Link')
            .map(({ fieldname }) => `${meta.name}.${fieldname}`),
        ),
      );
      const named = SHIPPED_PACKS.flatMap(({ linkQueries }) => Object.keys(linkQueries));
      expect(named.filter((field) => !docfields.has(field))).toEqual([]);
    },
  },
];
