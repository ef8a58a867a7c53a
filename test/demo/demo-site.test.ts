import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

const SHOP = join(import.meta.dirname, '../../demo/doctypes/shop');

describe('a demo site', () => {
  let site: DemoSite;

  beforeEach(async () => {
    site = await startDemoSite();
  });

  afterEach(() => site.close());

  test('keeps the requests in the order in which they came in', async () => {
    await asUser(site, 'alice').get('/api/method/ping?a=1');
    await asUser(site, 'bob').send('POST', '/api/method/ping', { b: 2 });
    expect(site.requests.map(({ seq, method, path, body, status }) => ({ seq, method, path, body, status }))).toEqual([
      { seq: 1, method: 'GET', path: '/api/method/ping?a=1', body: '', status: 200 },
      { seq: 2, method: 'POST', path: '/api/method/ping', body: '{"b":2}', status: 200 },
    ]);
    expect(site.requests[0]?.headers.authorization).toBe(site.authorization('alice'));
  });

  test('shows a Custom Field that a test puts into the database', async () => {
    const gateway = asUser(site, 'gateway');
    const newest = async () =>
      (await gateway.list('Custom Field', { fields: ['max(modified) as m'], order_by: '' }))[0]?.m;
    const before = await newest();
    const field = { dt: 'Shop Tag', fieldname: 'custom_rank', fieldtype: 'Int', label: 'Rank', insert_after: 'color' };
    site.database.insert('Custom Field', { name: 'Shop Tag-custom_rank', ...field });
    const rows = await gateway.list('Shop Tag', { fields: ['name', 'custom_rank'], limit_page_length: 1 });
    expect(rows).toEqual([{ name: 'Export', custom_rank: 0 }]);
    expect(String(await newest()) > String(before)).toBe(true);
  });

  test('shows a Property Setter that is posted', async () => {
    const gateway = asUser(site, 'gateway');
    const setter = {
      doctype_or_field: 'DocField',
      doc_type: 'Shop Tag',
      field_name: 'color',
      property: 'label',
      property_type: 'Data',
    };
    const posted = await gateway.send('POST', '/api/resource/Property%20Setter', { ...setter, value: 'Farbe' });
    expect(posted.body.data).toMatchObject({ name: 'Shop Tag-color-label' });
    const meta = await gateway.get('/api/v2/doctype/Shop%20Tag/meta');
    expect((meta.body.data as { fields: unknown[] }).fields[1]).toMatchObject({ fieldname: 'color', label: 'Farbe' });
  });

  test('makes a table for a DocType that is posted', async () => {
    const gateway = asUser(site, 'gateway');
    const fields = [{ fieldname: 'title', fieldtype: 'Data', label: 'Title', reqd: 1 }];
    const permissions = [{ role: 'System Manager', read: 1, write: 1, create: 1 }];
    const doctype = { name: 'Posted Type', module: 'Custom', custom: 1, autoname: 'POST-.###', fields, permissions };
    expect((await gateway.send('POST', '/api/resource/DocType', doctype)).status).toBe(200);
    const created = await gateway.send('POST', '/api/resource/Posted%20Type', { title: 'One' });
    expect(created.body.data).toMatchObject({ name: 'POST-001', title: 'One' });
    expect(await gateway.list('Posted Type', { fields: ['title'] })).toEqual([{ title: 'One' }]);
  });

  test('creates, changes and deletes a document', async () => {
    const gateway = asUser(site, 'gateway');
    const items = [{ item: 'ITEM-0002', qty: 2, rate: 10 }];
    const created = await gateway.send('POST', '/api/resource/Shop%20Order', {
      customer: 'CUST-00001',
      order_date: '2026-03-01',
      items,
    });
    const order = created.body.data as Record<string, unknown>;
    expect(order).toMatchObject({ name: 'SO-2026-00201', grand_total: 20, region: 'Central 1-B', status: 'Draft' });
    const stale = await gateway.send('PUT', '/api/resource/Shop%20Order/SO-2026-00201', {
      modified: '2026-01-01 00:00:00',
    });
    expect([stale.status, stale.body.exc_type]).toEqual([417, 'TimestampMismatchError']);
    const changed = await gateway.send('PUT', '/api/resource/Shop%20Order/SO-2026-00201', { custom_priority: 1 });
    expect(changed.body.data).toMatchObject({ custom_priority: 1, grand_total: 20 });
    expect((await gateway.send('DELETE', '/api/resource/Shop%20Order/SO-2026-00201')).status).toBe(202);
    expect((await gateway.get('/api/resource/Shop%20Order/SO-2026-00201')).status).toBe(404);
  });
});

describe('a site of which another one is a copy', () => {
  const RANK = { dt: 'Shop Tag', fieldname: 'custom_rank', fieldtype: 'Int', label: 'Rank', insert_after: 'color' };
  const docfieldsOf = async (site: DemoSite) => {
    const { body } = await asUser(site, 'gateway').get('/api/v2/doctype/Shop%20Tag/meta');
    return (body.data as { fields: { fieldname: string }[] }).fields.map(({ fieldname }) => fieldname);
  };

  test('does not show it changes of its metadata', async () => {
    await using first = await startDemoSite();
    await using second = await startDemoSite();
    const before = await docfieldsOf(second);
    first.database.insert('Custom Field', { name: 'Shop Tag-custom_rank', ...RANK });
    expect(await docfieldsOf(first)).toContain('custom_rank');
    expect(await docfieldsOf(second)).toEqual(before);
  });

  test('is what it was at its start once it is reset', async () => {
    await using site = await startDemoSite({ clock: 'stepping' });
    const create = () => asUser(site, 'gateway').send('POST', '/api/resource/Shop%20Tag', { name: 'New' });
    const before = await docfieldsOf(site);
    const created = await create();
    site.database.insert('Custom Field', { name: 'Shop Tag-custom_rank', ...RANK });
    const headers = { authorization: `Bearer ${site.giveBearerToken('alice@example.com')}` };
    const read = () => fetch(`${site.url}/api/resource/Shop%20Tag/Gold`, { headers });
    expect([(await read()).status, (await create()).status]).toEqual([200, 409]);
    site.reset();
    expect(await docfieldsOf(site)).toEqual(before);
    expect((await read()).status).toBe(401);
    expect(await create()).toEqual(created);
  });
});

describe('a fault', () => {
  test('takes the place of the answer', async () => {
    await using site = await startDemoSite();
    site.fault = (request) =>
      request.path.includes('ping') ? { status: 503, body: '{"down":1}', headers: { 'retry-after': '3' } } : undefined;
    const response = await fetch(`${site.url}/api/method/ping`);
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      503,
      '3',
      '{"down":1}',
    ]);
    expect((await fetch(`${site.url}/api/nope`)).status).toBe(404);
  });

  test('delays the answer, cuts it, or resets the connection', async () => {
    await using site = await startDemoSite();
    site.fault = () => ({ delayMs: 40 });
    await fetch(`${site.url}/api/method/ping`);
    const [request] = site.requests;
    expect(Number(request?.endedAt) - Number(request?.startedAt)).toBeGreaterThanOrEqual(39);
    site.fault = () => ({ cutAfterBytes: 5 });
    await expect(fetch(`${site.url}/api/method/ping`).then((response) => response.text())).rejects.toThrow();
    site.fault = () => ({ resetSocket: true });
    await expect(fetch(`${site.url}/api/method/ping`)).rejects.toThrow();
  });
});

describe('a site of a folder of DocTypes', () => {
  test.for([14, 15, 16, 17] as const)('has rows whose links lead somewhere on v%i', async (version) => {
    await using site = await startDemoSite({ version, doctypeFolders: [SHOP] });
    const gateway = asUser(site, 'gateway');
    const [order] = await gateway.list('Shop Order', {
      fields: ['name', 'customer', 'customer_name'],
      limit_page_length: 1,
    });
    expect(order?.name).toBe('SO-00001');
    const customer = await gateway.get(`/api/resource/Shop%20Customer/${String(order?.customer)}`);
    expect(customer.body.data).toMatchObject({ customer_name: order?.customer_name });
  });

  test('cannot be reset if it is kept in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-site-'));
    await using site = await startDemoSite({ databaseFile: join(folder, 'site.sqlite') });
    expect(() => site.reset()).toThrow('A site with a database file cannot be reset.');
    rmSync(folder, { recursive: true });
  });

  test('is kept in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-site-'));
    const databaseFile = join(folder, 'site.sqlite');
    await using _ = { [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }) };
    const first = await startDemoSite({ databaseFile });
    await asUser(first, 'gateway').send('POST', '/api/resource/Shop%20Tag', { name: 'Kept' });
    await first.close();
    await using second = await startDemoSite({ databaseFile });
    expect((await asUser(second, 'gateway').list('Shop Tag')).map((row) => row.name)).toContain('Kept');
  });
});
