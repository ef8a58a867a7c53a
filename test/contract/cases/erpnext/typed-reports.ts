import { expect } from 'vitest';
import { type KnownReport, shippedReports } from '../../../../src/metadata/shipped-corrections.ts';
import { reportTypeName } from '../../../../src/schema/model/record-names.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { createErpnextUser, type ErpnextUser } from './erpnext-user.ts';
import { pick, plain, selectionOf } from './record-values.ts';
import { prepareTrade, store, type Trade } from './trade.ts';

/** Standard reports of ERPNext with rows of a type, against what the site itself answers. */
export const TYPED_REPORT_CASES: readonly ContractCase[] = [
  {
    name: 'reports of ERPNext have typed rows, pages, totals and files, with the values of the site',
    needsApp: 'erpnext',
    versions: [15, 17],
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      await sell(user, trade);
      const known = new Map(shippedReports(APPS).map((report) => [report.name, report]));
      for (const [name, filters] of reportsOf(trade)) await compare(user, known.get(name) as KnownReport, filters);
      await comparePages(user, trade);
      await compareFiles(site, user, trade);
    },
  },
];

const APPS = ['frappe', 'erpnext'].map((name) => ({ name, title: name, version: '15.0.0' }));

async function sell(user: ErpnextUser, { company, customer, item, warehouse, day }: Trade): Promise<void> {
  const items = [{ item_code: item, qty: 2, rate: '25', warehouse }];
  await store(user, 'SalesOrder', { company, customer, delivery_date: day, items });
  await store(user, 'DeliveryNote', { company, customer, items });
  await store(user, 'SalesInvoice', { company, customer, items: [{ item_code: item, qty: 2, rate: '25' }] });
}

function reportsOf({ company, customer, item, day }: Trade): readonly (readonly [string, Record<string, unknown>])[] {
  const range = { company, from_date: day, to_date: day };
  const ageing = { report_date: day, ageing_based_on: 'Due Date', range: '30, 60, 90, 120' };
  const bounds = { range1: 30, range2: 60, range3: 90, range4: 120 };
  const receivable = { company, party_type: 'Customer', party: [customer], ...ageing, ...bounds };
  const voucher = {
    group_by: 'Group by Voucher (Consolidated)',
    categorize_by: 'Categorize by Voucher (Consolidated)',
  };
  return [
    ['General Ledger', { ...range, party_type: 'Customer', party: [customer], ...voucher }],
    ['Accounts Receivable', receivable],
    ['Accounts Receivable Summary', receivable],
    ['Stock Balance', { ...range, item_code: [item] }],
    ['Stock Ledger', { ...range, item_code: [item] }],
    ['Stock Projected Qty', { company, item_code: item }],
    ['Sales Register', { ...range, customer }],
    ['Item-wise Sales Register', { ...range, customer }],
    ['Sales Order Analysis', range],
    ['Gross Profit', { ...range, group_by: 'Invoice' }],
  ];
}

async function compare(user: ErpnextUser, { name, columns }: KnownReport, filters: object): Promise<void> {
  const type = reportTypeName(name);
  const { runReport } = await user.ask(
    `query ($name: ID!, $filters: JSON) {
      runReport(name: $name, filters: $filters, ignorePrepared: true) {
        __typename rowCount rows ... on ${type} { entries ${selectionOf(columns)} total ${selectionOf(columns)} }
      }
    }`,
    { name, filters },
  );
  expect(runReport.__typename).toBe(type);
  expect(runReport.rowCount, name).toBeGreaterThan(0);
  expect(plain(runReport.entries), name).toEqual(plain(pick(runReport.rows, columns)));
  const raw = await user.desk('frappe.desk.query_report.run', {
    report_name: name,
    filters,
    ignore_prepared_report: true,
  });
  const hasTotal = Boolean(raw.add_total_row) && raw.result.length > 0;
  expect(runReport.rowCount).toBe(raw.result.length - (hasTotal ? 1 : 0));
  expect(runReport.total !== null, name).toBe(hasTotal);
  // Every column that the site has for each query of it is known.
  const fieldnames = raw.columns.map(({ fieldname }: { fieldname: string }) => fieldname);
  expect(fieldnames.filter((fieldname: string) => fieldname in columns).length).toBeGreaterThan(fieldnames.length / 2);
}

async function comparePages(user: ErpnextUser, { item, company, day }: Trade): Promise<void> {
  const { runReport } = await user.ask(
    `query ($filters: JSON) {
      runReport(name: "Stock Ledger", filters: $filters, ignorePrepared: true) {
        rowCount
        ... on Report_StockLedger {
          all: entries { item_code { item_name } qty: qty_after_transaction }
          page: entries(first: 1, offset: 1) { item_code { item_name } qty: qty_after_transaction }
        }
      }
    }`,
    { filters: { company, from_date: day, to_date: day, item_code: [item] } },
  );
  expect(runReport.page).toEqual(runReport.all.slice(1, 2));
  expect(runReport.all.at(-1).item_code.item_name).toBe(item);
}

async function compareFiles(site: ContractSite, user: ErpnextUser, { item, company, day }: Trade): Promise<void> {
  const filters = { company, from_date: day, to_date: day, item_code: [item] };
  const { runReport } = await user.ask(
    `query ($filters: JSON) {
      runReport(name: "Stock Ledger", filters: $filters, ignorePrepared: true) {
        rowCount csv: exportUrl(format: CSV) xlsx: exportUrl(format: XLSX)
      }
    }`,
    { filters },
  );
  const headers = { authorization: user.authorization };
  const csv = await fetch(new URL(runReport.csv, site.url), { headers });
  expect(csv.status).toBe(200);
  expect(csv.headers.get('content-disposition')).toContain('.csv');
  const lines = (await csv.text()).trim().split('\n');
  expect(lines.filter((line) => line.includes(item)).length).toBeGreaterThanOrEqual(runReport.rowCount - 1);
  const xlsx = await fetch(new URL(runReport.xlsx, site.url), { headers });
  expect(xlsx.status).toBe(200);
  // A file of XLSX is a ZIP archive.
  expect(
    Buffer.from(await xlsx.arrayBuffer())
      .subarray(0, 2)
      .toString('latin1'),
  ).toBe('PK');
}
