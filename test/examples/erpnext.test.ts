import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { chartOfAccounts } from '../../examples/chart-of-accounts/main.ts';
import type { Caller } from '../../examples/send-query.ts';
import { type Dashboard, stockDashboard, toLines } from '../../examples/stock-dashboard/main.ts';
import { createErpnextUser } from '../contract/cases/erpnext/erpnext-user.ts';
import { prepareTrade, store } from '../contract/cases/erpnext/trade.ts';
import { type ContractSite, startContractSite } from '../contract/contract-site.ts';
import { readSiteSettings } from '../contract/site-settings.ts';
import { type AppFolder, doctypeOf, writeApp } from '../demo/app-folder.ts';
import { startAnnouncer } from '../support/announcer.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const SECRET = 'of the examples';
/** DocTypes of the shape of ERPNext's, with the columns that the examples read. */
const STOCK_AND_ACCOUNTS = [
  doctypeOf('Company', [['company_name', 'Data', { reqd: 1, unique: 1 }]], { autoname: 'field:company_name' }),
  doctypeOf('Currency', [['currency_name', 'Data', { reqd: 1, unique: 1 }]], { autoname: 'field:currency_name' }),
  doctypeOf(
    'Account',
    [
      ['account_name', 'Data', { reqd: 1 }],
      ['company', 'Link', { options: 'Company', reqd: 1 }],
      ['is_group', 'Check'],
      ['account_currency', 'Link', { options: 'Currency' }],
      ['parent_account', 'Link', { options: 'Account' }],
      ['lft', 'Int', { hidden: 1, read_only: 1 }],
      ['rgt', 'Int', { hidden: 1, read_only: 1 }],
    ],
    { is_tree: 1, nsm_parent_field: 'parent_account', autoname: 'prompt' },
  ),
  doctypeOf(
    'Item',
    [
      ['item_code', 'Data', { reqd: 1, unique: 1 }],
      ['item_name', 'Data'],
    ],
    { autoname: 'field:item_code' },
  ),
  doctypeOf('Warehouse', [['warehouse_name', 'Data', { reqd: 1 }]], { autoname: 'field:warehouse_name' }),
  doctypeOf('Bin', [
    ['item_code', 'Link', { options: 'Item' }],
    ['warehouse', 'Link', { options: 'Warehouse' }],
    ['actual_qty', 'Float', { read_only: 1 }],
    ['projected_qty', 'Float', { read_only: 1 }],
    ['stock_value', 'Currency', { read_only: 1 }],
  ]),
  doctypeOf(
    'Stock Ledger Entry',
    [
      ['item_code', 'Link', { options: 'Item', read_only: 1 }],
      ['warehouse', 'Link', { options: 'Warehouse', read_only: 1 }],
      ['posting_date', 'Date', { read_only: 1 }],
      ['actual_qty', 'Float', { read_only: 1 }],
      ['voucher_type', 'Link', { options: 'DocType', read_only: 1 }],
      ['voucher_no', 'Dynamic Link', { options: 'voucher_type', read_only: 1 }],
      ['is_cancelled', 'Check'],
    ],
    { is_submittable: 1 },
  ),
];
const account = (name: string, lft: number, rgt: number, more: object) => {
  return {
    name,
    account_name: name,
    company: 'Works',
    lft,
    rgt,
    is_group: 0,
    parent_account: null,
    account_currency: null,
    ...more,
  };
};
const bin = (name: string, item_code: string, warehouse: string, actual_qty: number, stock_value: number) => {
  return { name, item_code, warehouse, actual_qty, projected_qty: actual_qty, stock_value };
};
const ROWS = {
  Company: [{ name: 'Works', company_name: 'Works' }],
  Currency: ['EUR', 'USD'].map((name) => ({ name, currency_name: name })),
  Account: [
    account('Assets', 1, 8, { is_group: 1 }),
    account('Cash', 2, 5, { is_group: 1, parent_account: 'Assets' }),
    account('Till', 3, 4, { parent_account: 'Cash', account_currency: 'EUR' }),
    account('Debtors', 6, 7, { parent_account: 'Assets', account_currency: 'EUR' }),
    account('Income', 9, 12, { is_group: 1 }),
    account('Sales', 10, 11, { parent_account: 'Income', account_currency: 'USD' }),
  ],
  Item: ['Tea', 'Coffee'].map((name) => ({ name, item_code: name, item_name: `Loose ${name}` })),
  Warehouse: ['Stores', 'Yard'].map((name) => ({ name, warehouse_name: name })),
  Bin: [
    bin('BIN-1', 'Tea', 'Stores', 2, 60),
    bin('BIN-2', 'Coffee', 'Stores', 1, 10.5),
    { ...bin('BIN-3', 'Coffee', 'Yard', 4, 12), projected_qty: -3 },
  ],
};
const MOVEMENT = {
  ...{ name: 'SLE-1', item_code: 'Tea', warehouse: 'Stores', posting_date: '2026-11-21', actual_qty: 3 },
  ...{ voucher_type: 'Warehouse', voucher_no: 'Yard', is_cancelled: 0, docstatus: 1 },
};
const VERSIONS: readonly FrappeMajor[] = [15, 17];

let folder: AppFolder;
let settingsFolder: string;
let configFile: string;

beforeAll(() => {
  folder = writeApp(STOCK_AND_ACCOUNTS);
  settingsFolder = mkdtempSync(join(tmpdir(), 'examples-'));
  configFile = join(settingsFolder, 'config.json');
  writeFileSync(configFile, JSON.stringify({ events: { doctypes: [{ name: 'Stock Ledger Entry', optional: true }] } }));
});

afterAll(() => {
  folder[Symbol.dispose]();
  rmSync(settingsFolder, { recursive: true });
});

describe.each(VERSIONS)('before DocTypes like those of ERPNext, v%i', (version) => {
  let running: TestGateway;
  let caller: Caller;

  beforeAll(async () => {
    const env = { SCHEMA_CONFIG_FILE: configFile, METHODS_FILE: 'none', WEBHOOK_SECRET: SECRET };
    running = await startTestGateway({ version, doctypeFolders: [folder.path] }, env, ({ database }) => {
      for (const doctype of ['Stock Ledger Entry', ...Object.keys(ROWS)]) database.run(`DELETE FROM "tab${doctype}"`);
      for (const [doctype, rows] of Object.entries(ROWS)) database.insertMany(doctype, rows);
    });
    caller = { url: running.gateway.url, authorization: running.site.authorization('gateway') };
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test('chart-of-accounts indents accounts below each other, in a call for each level and one more', async () => {
    running.site.requests.length = 0;
    expect(await chartOfAccounts(caller, 'Works')).toEqual([
      'Assets',
      '  Cash',
      '    Till  EUR',
      '  Debtors  EUR',
      'Income',
      '  Sales  USD',
    ]);
    const calls = running.site.requests.filter(({ path }) => path.startsWith('/api/resource/Account?'));
    expect(calls.length).toBe(4);
  });

  test('chart-of-accounts leaves out no account in silence', async () => {
    await expect(chartOfAccounts(caller, 'Works', 1)).rejects.toThrow('more accounts');
  });

  test('stock-dashboard sums by warehouse, and shows a movement when it is made', async () => {
    const shown = stockDashboard(caller, 0);
    const first = (await shown.next()).value;
    expect(toLines(first)).toEqual(['Stores  2 items, 70.5', 'Yard  1 items, 12.0', 'short: Loose Coffee  -3 in Yard']);
    const { database } = running.site;
    database.update('Bin', 'BIN-1', { actual_qty: 5, stock_value: 90 });
    database.insert('Stock Ledger Entry', MOVEMENT);
    const announcer = startAnnouncer(running.gateway, 'Stock Ledger Entry', SECRET);
    await announcer.announce(MOVEMENT.name);
    expect(toLines((await shown.next()).value)).toEqual([
      'Stores  2 items, 100.5',
      'Yard  1 items, 12.0',
      'short: Loose Coffee  -3 in Yard',
      '+3 Loose Tea  Stores, Warehouse Yard',
    ]);
    await shown.return(undefined);
  });
});

const settings = readSiteSettings(process.env);

describe.each(settings)('before the site $url', (setting) => {
  let site: ContractSite;
  beforeAll(async () => {
    const events = { EVENT_POLL_SECONDS: '2', EVENT_LOG_FILE: join(settingsFolder, 'events.jsonl') };
    site = await startContractSite(setting, { ...events, SCHEMA_CONFIG_FILE: configFile });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('stock-dashboard shows a receipt when it is submitted', { timeout: 240_000 }, async (context) => {
    context.skip(!site.apps.has('erpnext'), 'the site does not have the app erpnext');
    const user = await createErpnextUser(site);
    const trade = await prepareTrade(user);
    const shown = stockDashboard({ url: site.url, authorization: user.authorization }, 0);
    const valueIn = (dashboard: Dashboard) =>
      Number(dashboard.warehouses.find(({ group }) => group.warehouse?.name === trade.warehouse)?.sum.stock_value);
    const before = valueIn((await shown.next()).value);
    const items = [{ item_code: trade.item, qty: 2, t_warehouse: trade.warehouse, basic_rate: 10 }];
    await store(user, 'StockEntry', { stock_entry_type: 'Material Receipt', company: trade.company, items });
    for (let now = before; now !== before + 20; now = valueIn((await shown.next()).value)) expect(now).toBe(before);
    await shown.return(undefined);
  });
});

test.runIf(settings.length === 0)('real sites', (context) => {
  context.skip('none is configured by FRAPPE_URL or CONTRACT_SITES');
});
