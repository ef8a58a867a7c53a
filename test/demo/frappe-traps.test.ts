import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

/** What the facts page says beyond the recordings: each of these has bitten somebody. */
describe.for<FrappeMajor>([14, 15, 16, 17])('a demo site of v%i', (version) => {
  let site: DemoSite;
  const isNew = version === 17;

  beforeAll(async () => {
    site = await startDemoSite({ version });
  });

  afterAll(() => site.close());

  const list = (query: Record<string, unknown>, user: 'gateway' | 'alice' = 'gateway') =>
    asUser(site, user).send('POST', '/api/method/frappe.client.get_list', {
      doctype: 'Shop Order',
      order_by: 'name asc',
      ...query,
    });

  test('writes whole floats as Python does', async () => {
    const query = new URLSearchParams({ fields: '["total_qty","idx"]', filters: '{"name":"SO-2026-00002"}' });
    const headers = { authorization: site.authorization('gateway') };
    const response = await fetch(`${site.url}/api/resource/Shop%20Order?${query}`, { headers });
    expect(await response.text()).toBe('{"data":[{"total_qty":3.0,"idx":0}]}');
  });

  test('misses an argument that is left out, and looks for a document whose name is empty', async () => {
    const path = '/api/method/shopfloor.shopfloor.doctype.shop_order.shop_order.make_shop_return';
    const make = (given: Record<string, unknown>) => asUser(site, 'carol').send('POST', path, given);
    const without = await make({});
    expect(without.status).toBe(500);
    expect(JSON.stringify(without.body)).toContain(
      'TypeError: make_shop_return() missing 1 required positional argument',
    );
    const answer = await make({ source_name: '' });
    expect(answer).toMatchObject({ status: 404, body: { exc_type: 'DoesNotExistError' } });
    expect(JSON.stringify(answer.body)).toContain('Shop Order  not found');
    const method = '/api/method/frappe.client.get_list';
    expect(await asUser(site, 'carol').send('POST', method, { doctype: '' })).toMatchObject({ status: 404 });
    const asked = { doctype: 'Shop Order', docname: '', perm_type: 'read' };
    const permission = await asUser(site, 'carol').send('POST', '/api/method/frappe.client.has_permission', asked);
    expect(permission).toMatchObject({ status: 200, body: { message: { has_permission: true } } });
  });

  test('gives no certain order without order_by', async () => {
    const rows = await asUser(site, 'gateway').list('Shop Order', { order_by: '', limit_page_length: 5 });
    expect(rows.map((row) => row.name)).not.toEqual(rows.map((row) => row.name).sort());
  });

  test('takes nested filters in the v2 list of v17 only', async () => {
    const filters = [
      ['name', '=', 'SO-2026-00001'],
      'or',
      [['name', '>', 'SO-2026-00003'], 'and', ['docstatus', '=', 2]],
    ];
    const query = new URLSearchParams({ filters: JSON.stringify(filters), order_by: 'name asc', limit: '2' });
    const answer = await asUser(site, 'gateway').get(`/api/v2/document/Shop%20Order?${query}`);
    if (isNew) expect(answer.body.data).toEqual([{ name: 'SO-2026-00001' }, { name: 'SO-2026-00008' }]);
    else expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await list({ filters })).status).toBe(isNew ? 417 : 500);
  });

  test('gives a permlevel column of child rows to those entitled', async () => {
    if (!isNew) return;
    const query = {
      fields: ['name', { items: ['item', 'cost', 'item.item_group'] }],
      filters: { name: 'SO-2026-00011' },
    };
    const [mine] = (await list(query)).body.message as { items: object[] }[];
    const [hers] = (await list(query, 'alice')).body.message as { items: object[] }[];
    expect(Object.keys(mine?.items[0] ?? {})).toEqual(['item', 'cost']);
    expect(Object.keys(hers?.items[0] ?? {})).toEqual(['item']);
  });

  test('gives no child rows where the name is not among the fields', async () => {
    if (!isNew) return;
    const answer = await list({ fields: ['status', { items: ['item'] }], limit_page_length: 1 });
    expect(answer.body.message).toEqual([{ status: 'Cancelled' }]);
  });

  test('reads a dotted self-link wrongly on v17', async () => {
    const query = { fields: ['name', 'referred_by.customer_name as by'], filters: { name: 'CUST-00015' } };
    const rows = await asUser(site, 'gateway').list('Shop Customer', query);
    expect(rows).toEqual([{ name: 'CUST-00015', by: isNew ? 'Ørsted Works 15' : 'Kilo Works 10' }]);
  });

  test('finds an order by dotted fields and modified ambiguous up to v16', async () => {
    const answer = await list({ fields: ['name', 'customer.region'], order_by: 'modified desc' });
    expect(answer.status).toBe(isNew ? 200 : 500);
  });

  test('lets a JSON body swallow the query, and cmd take over', async () => {
    const gateway = asUser(site, 'gateway');
    const answer = await gateway.send('POST', '/api/method/frappe.client.get_count?doctype=Shop%20Tag', {
      doctype: 'Shop Region',
    });
    expect(answer.body).toEqual({ message: 60 });
    expect((await gateway.send('POST', '/api/resource/Shop%20Tag', { cmd: 'ping' })).body).toEqual({ message: 'pong' });
  });

  test('treats empty text and null alike, and lets != find null', async () => {
    const names = async (filters: unknown) =>
      ((await list({ filters, limit_page_length: 0 })).body.message as object[]).length;
    const all = await names([]);
    expect(await names([['delivery_note', '=', '']])).toBe(all - 1);
    expect(await names([['delivery_note', 'in', ['']]])).toBe(all - 1);
    expect(await names([['delivery_note', '!=', 'left at door']])).toBe(all - 1);
    expect(await names([['grand_total', 'is', 'not set']])).toBe(0);
  });
});
