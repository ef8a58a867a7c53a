import { expect } from 'vitest';
import type { ErpnextUser } from './erpnext-user.ts';

/** What an order sells, and from where. */
export interface Trade {
  company: string;
  warehouse: string;
  customer: string;
  item: string;
  cash: string;
  debtors: string;
  day: string;
}

/** How many of the item are in stock. */
const IN_STOCK = 12;

/** Creates a customer and an item with stock. */
export async function prepareTrade(user: ErpnextUser): Promise<Trade> {
  const found = await user.ask(`{
    companies(first: 1) { nodes { name default_receivable_account { name } default_cash_account { name } } }
    customerGroups(first: 1, filter: { is_group: { eq: false } }) { nodes { name } }
    territories(first: 1, filter: { is_group: { eq: false } }) { nodes { name } }
    itemGroups(first: 1, filter: { is_group: { eq: false } }) { nodes { name } }
    site { timeZone }
  }`);
  const [company] = found.companies.nodes;
  const { warehouses } = await user.ask(
    `query ($company: ID!) {
      warehouses(first: 1, filter: { company: { eq: $company }, is_group: { eq: false }, warehouse_type: { isSet: false } }) {
        nodes { name }
      }
    }`,
    { company: company.name },
  );
  const word = `E15-${process.pid}-${Date.now()}`;
  const warehouse = warehouses.nodes[0].name;
  const { createCustomer, createItem } = await user.ask(
    `mutation ($customer: CustomerInput, $item: ItemInput) {
      createCustomer(input: $customer) { customer { name } }
      createItem(input: $item) { item { name } }
    }`,
    {
      customer: {
        customer_name: word,
        customer_type: 'Company',
        customer_group: found.customerGroups.nodes[0].name,
        territory: found.territories.nodes[0].name,
      },
      item: { item_code: word, item_group: found.itemGroups.nodes[0].name, stock_uom: 'Nos' },
    },
  );
  const item = createItem.item.name;
  const entry = { stock_entry_type: 'Material Receipt', company: company.name };
  const items = [{ item_code: item, qty: IN_STOCK, t_warehouse: warehouse, basic_rate: 10 }];
  await store(user, 'StockEntry', { ...entry, items });
  return {
    company: company.name,
    warehouse,
    item,
    customer: createCustomer.customer.name,
    cash: company.default_cash_account.name,
    debtors: company.default_receivable_account.name,
    day: new Intl.DateTimeFormat('en-CA', { timeZone: found.site.timeZone }).format(new Date()),
  };
}

/** The tables of documents that have no items. */
const TABLES: Readonly<Record<string, string>> = { PaymentEntry: 'references', JournalEntry: 'accounts' };

/** Creates and submits a document; nothing of it may be stored otherwise than it was sent. */
export async function store(user: ErpnextUser, type: string, input: object): Promise<{ name: string; rows: string[] }> {
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  const table = TABLES[type] ?? 'items';
  const made = await user.ask(
    `mutation ($input: ${type}Input) {
      create${type}(input: $input) { ${field} { name rows: ${table} { name } } messages { title text } }
    }`,
    { input },
  );
  const { [field]: doc, messages } = made[`create${type}`];
  expect(messages.filter(({ title }: { title: string }) => title === 'Stored otherwise')).toEqual([]);
  await user.ask(`mutation ($name: ID!) { submit${type}(name: $name) { ${field} { docstatus } } }`, { name: doc.name });
  return { name: doc.name, rows: doc.rows.map(({ name }: { name: string }) => name) };
}
