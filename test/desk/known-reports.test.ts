import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shippedReports } from '../../src/metadata/shipped-corrections.ts';
import { reportTypeName } from '../../src/schema/model/record-names.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const DIRECT = 'Shop Orders by Region';
const PREPARED = 'Shop Orders by Region (Prepared)';
const COLUMNS = { region: 'Link/Shop Region', orders: 'Int', total: 'Currency', left_out: 'Data' };

let folder: string;
let started: TestGateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ reports: { [DIRECT]: COLUMNS, [PREPARED]: COLUMNS } }));
  started = await startTestGateway({ version: 15 }, { SCHEMA_CONFIG_FILE: file });
});

afterAll(async () => {
  await started[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  started.site.requests.length = 0;
});

describe('a report whose columns are known', () => {
  test('has rows of a type, and documents that they lead to in one call', async () => {
    const { data, errors } = await started.query(`{
      runReport(name: "${DIRECT}") {
        rowCount
        rows(first: 1)
        ... on Report_ShopOrdersByRegion {
          entries(first: 3, offset: 1) { region { name modified } orders total left_out _json }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    const { rowCount, rows, entries } = data.runReport;
    expect(rows.length).toBe(1);
    expect(entries.length).toBe(3);
    expect(rowCount).toBeGreaterThan(4);
    for (const { region, orders, total, left_out, _json } of entries) {
      expect(region).toEqual({ name: _json.region, modified: expect.any(String) });
      expect([orders, Number(total), left_out]).toEqual([_json.orders, Number(_json.total), null]);
      expect(total).toMatch(/^\d+\.\d+$/);
    }
    expect(started.site.requests.length).toBe(2);
  });

  test('costs no call beyond its own for the names of documents', async () => {
    const fragment = '... on Report_ShopOrdersByRegion { entries { region { name } } }';
    const { data, extensions } = await started.query(`{ runReport(name: "${DIRECT}") { ${fragment} } }`);
    expect(data.runReport.entries.length).toBeGreaterThan(4);
    expect(extensions?.cost).toMatchObject({ calls: 1 });
    expect(started.site.requests.length).toBe(1);
  });

  test('has its totals by the same type, in the background too', async () => {
    const shown = '... on Report_ShopOrdersByRegionPrepared { entries { orders } total { orders } }';
    const { data } = await started.query(
      `mutation { startReport(name: "${PREPARED}") { startedReport { handle report { rowCount } } } }`,
    );
    const { handle } = data.startReport.startedReport;
    const look = `query ($handle: ID!) { startedReport(handle: $handle) { status report { ${shown} } } }`;
    // The demo's report is done when it is looked at for the second time.
    const run = `{ runReport(name: "${PREPARED}", filters: {}) { rowCount } }`;
    for (let looks = 0; looks < 2; looks += 1) await started.query(run);
    const { data: done } = await started.query(look, { variables: { handle } });
    const { entries, total } = done.startedReport.report;
    const sum = entries.reduce((all: number, { orders }: { orders: number }) => all + orders, 0);
    expect(total).toEqual({ orders: sum });
  });

  test('refuses negative pages', async () => {
    const { errors } = await started.query(`{ runReport(name: "${DIRECT}") { rows(first: -1) } }`);
    expect(errors?.[0]).toMatchObject({ message: 'first cannot be negative.', extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('makes no room for other fields by a negative page', async () => {
    await using small = await startTestGateway(
      { version: 15 },
      { SCHEMA_CONFIG_FILE: join(folder, 'config.json'), MAX_COST_CALLS: '3' },
    );
    const page = '(first: -2000000000) { region { name modified } }';
    const shown = `... on Report_ShopOrdersByRegion { entries${page} }`;
    const lists = ['a', 'b', 'c'].map((alias) => `${alias}: shopOrders(first: 1) { nodes { customer { modified } } }`);
    const refused = await small.query(`{ ${lists.join(' ')} runReport(name: "${DIRECT}") { ${shown} } }`);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', field: 'calls' });
    const { data, errors, extensions } = await small.query(`{ runReport(name: "${DIRECT}") { rowCount ${shown} } }`);
    expect(data.runReport).toMatchObject({ rowCount: expect.any(Number), entries: null });
    expect(errors).toMatchObject([{ message: 'first cannot be negative.', path: ['runReport', 'entries'] }]);
    expect(extensions?.cost).toEqual(expect.objectContaining({ calls: 1, rows: 0 }));
  });

  test('reads what its rows lead to by pages if there are more rows than were counted', async () => {
    await using small = await startTestGateway(
      { version: 15 },
      { SCHEMA_CONFIG_FILE: join(folder, 'config.json'), MAX_PAGE_SIZE: '2' },
    );
    const entries = async (selection: string) => {
      const { data, errors } = await small.query(
        `{ runReport(name: "${DIRECT}") { rowCount ... on Report_ShopOrdersByRegion { entries${selection} } } }`,
      );
      return { ...data.runReport, error: errors?.[0] };
    };
    const all = await entries(' { orders region { name } }');
    expect(all.entries.length).toBe(all.rowCount);
    const { entries: none, error } = await entries(' { region { modified } }');
    expect(none).toBeNull();
    expect(error).toMatchObject({
      message: `The report has ${all.rowCount} rows. Read what they lead to by pages, with first and offset.`,
      extensions: { code: 'BAD_USER_INPUT', field: 'first' },
    });
    expect((await entries('(first: 2) { region { modified } }')).entries.length).toBe(2);
  });
});

describe('the types of reports', () => {
  const ROW_FIELDS = '{ __type(name: "ReportRow_UserDoctypePermissions") { fields { name } } }';

  test.each([
    ['are those of the configuration and of the standard reports', {}, ['doc_type', 'if_owner']],
    ['are those of the configuration alone if what ships does not count', { methods: { shipped: false } }, null],
    [
      'are of the configuration if a standard report differs by signs',
      { reports: { 'User-Doctype Permissions': { own: 'Data' } } },
      ['own'],
    ],
  ])('%s', async (_, config, expected) => {
    const file = join(folder, 'types.json');
    writeFileSync(file, JSON.stringify(config));
    await using gateway = await startTestGateway({ version: 15 }, { SCHEMA_CONFIG_FILE: file });
    const { data, errors } = await gateway.query(ROW_FIELDS);
    expect(errors).toBeUndefined();
    const names = data.__type?.fields.map(({ name }: { name: string }) => name);
    const asked = ['doc_type', 'if_owner', 'own'];
    expect(names ? asked.filter((name) => names.includes(name)) : null).toEqual(expected);
  });
});

describe('an exported report', () => {
  const open = (path: string, as: 'alice' | null = 'alice') =>
    fetch(new URL(path, started.gateway.url), {
      headers: as === null ? {} : { authorization: started.site.authorization(as) },
    });

  test('is a file of the site, with the filters that it was run with', async () => {
    const { data } = await started.query(
      `{ runReport(name: "${DIRECT}", filters: { region: "North 1-A" }) { exportUrl(format: CSV) } }`,
    );
    const { exportUrl } = data.runReport;
    expect(exportUrl).toBe('/reports/Shop%20Orders%20by%20Region.csv?filters=%7B%22region%22%3A%22North+1-A%22%7D');
    const response = await open(exportUrl);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; ?filename/);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(await response.text()).toMatch(/^Region,Orders,Total\nNorth 1-A,\d+,[\d.]+$/);
  });

  test('of a report in the background is what was prepared, and nothing before', async () => {
    const ask = `{ runReport(name: "${PREPARED}", filters: { region: "North 1-A" }) { preparedAt exportUrl(format: CSV) } }`;
    const { exportUrl } = (await started.query(ask, { as: 'alice' })).data.runReport;
    const missing = await open(exportUrl);
    expect(missing.status).toBe(404);
    expect((await missing.json()).errors[0].message).toBe('The report has nothing to export.');
    const start = `mutation { startReport(name: "${PREPARED}", filters: { region: "North 1-A" }) { startedReport { status } } }`;
    await started.query(start, { as: 'alice' });
    // The demo's worker is at it whenever it is looked at.
    await started.query(ask, { as: 'alice' });
    await started.query(ask, { as: 'alice' });
    expect(await (await open(exportUrl)).text()).toMatch(/^Region,Orders,Total\nNorth 1-A,\d+,[\d.]+\nTotal,/);
  });

  test.each([
    ['/reports/Shop%20Orders%20by%20Region.pdf', 404],
    ['/reports/', 404],
    ['/reports/a/b.csv', 404],
    ['/reports/Shop%20Orders%20by%20Region.csv?filters=x', 400],
    ['/reports/Shop%20Orders%20by%20Region.csv?filters=[]', 400],
    ['/reports/Shop%20Orders%20by%20Region.csv?filters={"prepared_report_name":"x"}', 400],
  ])('is not made for %s', async (path, status) => {
    expect((await open(path)).status).toBe(status);
    expect(started.site.requests).toEqual([]);
  });

  test('is not given to guests', async () => {
    expect((await open('/reports/Shop%20Orders%20by%20Region.csv', null)).status).toBe(401);
  });
});

test('the reports of Frappe and ERPNext have names of their own', () => {
  const apps = ['frappe', 'erpnext'].map((name) => ({ name, title: name, version: '15.0.0' }));
  const names = shippedReports(apps).map(({ name }) => reportTypeName(name));
  expect(names.length).toBeGreaterThan(150);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[A-Za-z_]\w*$/.test(name))).toEqual([]);
  const later = apps.map((app) => ({ ...app, version: '19.0.0' }));
  expect(shippedReports(later)).toEqual([]);
});
