import { expect } from 'vitest';
import { SHIPPED_PACKS } from '../../../../src/metadata/shipped-corrections.ts';
import { methodFieldName } from '../../../../src/schema/model/naming.ts';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser, type ErpnextUser } from './erpnext-user.ts';
import { pick, plain, selectionOf } from './record-values.ts';
import { prepareTrade, store } from './trade.ts';
import { type TypedCall, typedCalls } from './typed-calls.ts';

/** Functions of Frappe and ERPNext with typed results, against what the site itself returns. */
export const TYPED_METHOD_CASES: readonly ContractCase[] = [
  {
    name: 'functions of ERPNext return what the site returns, as typed by what ships with the gateway',
    needsApp: 'erpnext',
    versions: [15, 17],
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const { company, customer, item, warehouse, day } = trade;
      const items = [{ item_code: item, qty: 1, rate: '25', warehouse }];
      const order = await store(user, 'SalesOrder', { company, customer, delivery_date: day, items });
      const invoice = await store(user, 'SalesInvoice', {
        company,
        customer,
        items: [{ item_code: item, qty: 1, rate: '25' }],
      });
      const { companies } = await user.ask('{ companies(first: 1) { nodes { default_currency { name } } } }');
      const currency = companies.nodes[0].default_currency.name;
      const calls = typedCalls({ ...trade, order: order.name, invoice: invoice.name, currency });
      for (const call of calls) await compare(user, call, site.version);
      expect(calls.length).toBeGreaterThan(45);
    },
  },
  {
    name: 'a function of ERPNext adds the rows of a second order to an unsaved invoice',
    needsApp: 'erpnext',
    versions: [15, 17],
    timeout: 120_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const { company, customer, item, warehouse, day } = await prepareTrade(user);
      const items = [{ item_code: item, qty: 1, rate: '25', warehouse }];
      const input = { company, customer, delivery_date: day, items };
      const orders = [await store(user, 'SalesOrder', input), await store(user, 'SalesOrder', input)];
      let target: unknown = null;
      for (const { name } of orders) {
        const { made } = await user.ask(
          'mutation ($name: String!, $target: JSON) { made: erpnext_sales_order_make_sales_invoice(source_name: $name, target_doc: $target) { result } }',
          { name, target },
        );
        target = made.result;
      }
      const rows = (target as { items: { sales_order: string }[] }).items;
      expect(rows.map((row) => row.sales_order)).toEqual(orders.map(({ name }) => name));
    },
  },
];

async function compare(user: ErpnextUser, [path, args]: TypedCall, version: number): Promise<void> {
  const { rename, returns = '', argNames = {} } = correctionOf(path);
  const columns = columnsOf(returns);
  const field = rename ?? methodFieldName(path);
  const given = Object.entries(args).map(([name, value]) => `${name}: ${literal(value)}`);
  const head = given.length === 0 ? '' : `(${given.join(', ')})`;
  const answer = await user.ask(`{ ${field}${head} { result ${columns === null ? '' : selectionOf(columns)} } }`);
  const ofSite = new Map(version === 15 ? Object.entries(argNames).map(([python, name]) => [name, python]) : []);
  const sent = Object.fromEntries(Object.entries(args).map(([name, value]) => [ofSite.get(name) ?? name, value]));
  // The Desk sends objects as text.
  const texts = Object.entries(sent).map(([name, value]) => [name, isObject(value) ? JSON.stringify(value) : value]);
  const raw = (await user.desk(path, Object.fromEntries(texts))) ?? null;
  expect(plain(answer[field].result), path).toEqual(columns === null ? plain(raw) : plain(pick(raw, columns)));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function correctionOf(path: string) {
  const found = SHIPPED_PACKS.flatMap(({ corrections }) => corrections[path] ?? [])[0];
  if (found === undefined) throw new Error(`Nothing ships about ${path}.`);
  return found;
}

function columnsOf(returns: string): Record<string, string> | null {
  const name = returns.replace(/^list\[(\w+)\]$/, '$1');
  return SHIPPED_PACKS.find(({ records }) => Object.hasOwn(records, name))?.records[name] ?? null;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(', ')} }`;
}
