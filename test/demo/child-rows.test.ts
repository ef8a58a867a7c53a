import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

/** As measured on real sites of v14 to v17: a row is read by the rights on its parent. */
describe.for<FrappeMajor>([14, 15, 16, 17])('a row of a child table on v%i', (version) => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await startDemoSite({ version });
  });
  afterAll(() => site.close());

  const rowOf = async (child: string, parent: string, name: string, parentfield: string) => {
    const filters = { parent: name, parentfield };
    const query = { parent, filters, fields: ['name'], order_by: 'idx asc', limit_page_length: 1 };
    const [row] = await asUser(site, 'gateway').list(child, query);
    return `/api/resource/${encodeURIComponent(child)}/${String(row?.name)}`;
  };
  type User = Parameters<typeof asUser>[1];
  const read = async (user: User, path: string) => (await asUser(site, user).get(path)).status;

  test.for([
    ['Shop Order Item', 'Shop Order', 'SO-2026-00001', 'items', 403],
    ['Shop Order Tax', 'Shop Order', 'SO-2026-00004', 'taxes', 403],
    ['Shop Customer Contact', 'Shop Customer', 'CUST-00001', 'contacts', 200],
  ] as const)('is given to those who may read %s in its parent', async ([child, parent, name, field, bob]) => {
    const path = await rowOf(child, parent, name, field);
    const row = await asUser(site, 'carol').get(path);
    expect(row.body.data).toMatchObject({ doctype: child, parent: name, parenttype: parent, parentfield: field });
    expect(await read('bob', path)).toBe(bob);
    expect(await read('bob', `/api/resource/${encodeURIComponent(parent)}/${name}`)).toBe(bob);
  });

  test('keeps columns above the level of the caller to itself', async () => {
    const path = await rowOf('Shop Order Item', 'Shop Order', 'SO-2026-00001', 'items');
    const hers = (await asUser(site, 'alice').get(path)).body.data as { cost: number };
    const mine = (await asUser(site, 'gateway').get(path)).body.data as { cost: number };
    expect(mine.cost).toBeGreaterThan(0);
    // v14 shows every level in documents.
    expect(hers.cost).toBe(version === 14 ? mine.cost : 0);
  });

  test('of a parent that User Permissions hide is refused by v14 alone', async () => {
    const path = await rowOf('Shop Order Item', 'Shop Order', 'SO-2026-00002', 'items');
    expect(await read('alice', '/api/resource/Shop%20Order/SO-2026-00002')).toBe(403);
    expect(await read('alice', path)).toBe(version === 14 ? 403 : 200);
    expect((await asUser(site, 'alice').send('PUT', path, { qty: 3 })).status).toBe(403);
  });

  test('that does not exist is missing, or on v17 forbidden', async () => {
    for (const child of ['Shop%20Order%20Item', 'Shop%20Customer%20Contact']) {
      expect(await read('gateway', `/api/resource/${child}/nope`)).toBe(version === 17 ? 403 : 404);
    }
  });

  test('is given by frappe.client.get with the DocType of its parent', async () => {
    const path = await rowOf('Shop Order Item', 'Shop Order', 'SO-2026-00001', 'items');
    const name = path.split('/').at(-1);
    const call = `/api/method/frappe.client.get?doctype=Shop%20Order%20Item&name=${name}`;
    expect(await read('carol', call)).toBe(version === 17 ? 200 : 403);
    expect(await read('carol', `${call}&parent=Shop%20Order`)).toBe(200);
    expect(await read('carol', `${call}&parent=Shop%20Customer`)).toBe(version === 17 ? 200 : 403);
  });

  test('is changed by its own address or by set_value, and its parent with it', async () => {
    const carol = asUser(site, 'carol');
    const items = [
      { item: 'ITEM-0002', qty: 2, rate: 10 },
      { item: 'ITEM-0003', qty: 1, rate: 5, name: 'sent-name' },
    ];
    const created = await carol.send('POST', '/api/resource/Shop%20Order', {
      customer: 'CUST-00001',
      order_date: '2026-03-01',
      items,
    });
    const order = created.body.data as { name: string; items: { name: string }[] };
    expect(order.items.map((row) => row.name)).not.toContain('sent-name');
    const path = `/api/resource/Shop%20Order%20Item/${order.items[0]?.name}`;
    const changed = await carol.send('PUT', path, { qty: 3 });
    expect(changed.body.data).toMatchObject({ name: order.items[0]?.name, qty: 3, idx: 1 });
    const total = async () => {
      const answer = await carol.get(`/api/resource/Shop%20Order/${order.name}`);
      return (answer.body.data as { grand_total: number }).grand_total;
    };
    expect(await total()).toBe(35);
    const set = { doctype: 'Shop Order Item', name: order.items[1]?.name, fieldname: { qty: 2 } };
    const answer = await carol.send('POST', '/api/method/frappe.client.set_value', set);
    expect(answer.body.message).toMatchObject({ doctype: 'Shop Order', name: order.name });
    expect(await total()).toBe(40);
  });

  test('keeps values that the caller cannot write, whether their table is sent or not', async () => {
    const [order] = await asUser(site, 'alice').list('Shop Order', { filters: { docstatus: 0 }, limit_page_length: 1 });
    const path = `/api/resource/Shop%20Order/${String(order?.name)}`;
    const costs = async () => {
      const { data } = (await asUser(site, 'gateway').get(path)).body as { data: { items: { cost: number }[] } };
      return data.items.map((row) => row.cost);
    };
    const before = await costs();
    expect(Math.min(...before)).toBeGreaterThan(0);
    expect((await asUser(site, 'alice').send('PUT', path, { custom_priority: 1 })).status).toBe(200);
    expect(await costs()).toEqual(before);
    const { data } = (await asUser(site, 'alice').get(path)).body as { data: { items: object[] } };
    const items = data.items.map((row) => ({ ...row, cost: 1 }));
    expect((await asUser(site, 'alice').send('PUT', path, { items })).status).toBe(200);
    expect(await costs()).toEqual(before);
  });
});
