import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

describe('the data of the shop', () => {
  let small: DemoSite;
  let full: DemoSite;

  beforeAll(async () => {
    small = await startDemoSite();
    full = await startDemoSite({ scale: 'full' });
  });

  afterAll(async () => {
    await small.close();
    await full.close();
  });

  test('is as much as the recorded site had', () => {
    const counts = (site: DemoSite) =>
      ['Shop Customer', 'Shop Item', 'Shop Order', 'Shop Order Item', 'Shop Region'].map(
        (doctype) => site.database.get(`SELECT count(*) AS n FROM \`tab${doctype}\``)?.n,
      );
    expect(counts(full)).toEqual([2000, 500, 5001, 15147, 60]);
    expect(Number(counts(small)[2])).toBe(200);
  });

  test('starts alike at both scales', async () => {
    const rows = (site: DemoSite, doctype: string) =>
      asUser(site, 'administrator').list(doctype, { fields: ['*'], limit_page_length: 50 });
    expect(await rows(small, 'Shop Order')).toEqual(await rows(full, 'Shop Order'));
    expect(await rows(small, 'Shop Item')).toEqual(await rows(full, 'Shop Item'));
    expect(await rows(small, 'Shop Customer')).toEqual(await rows(full, 'Shop Customer'));
  });

  test.for([
    ['Shop Order', 'customer', 'Shop Customer'],
    ['Shop Order', 'source', 'Shop Customer'],
    ['Shop Order', 'region', 'Shop Region'],
    ['Shop Order Item', 'item', 'Shop Item'],
    ['Shop Customer', 'referred_by', 'Shop Customer'],
    ['Shop Item', 'default_supplier', 'Shop Customer'],
    ['Shop Return', 'order', 'Shop Order'],
  ])('leaves no link of %s.%s without its %s in the small shop', ([doctype, link, target]) => {
    const missing = `SELECT name FROM \`tab${doctype}\` WHERE \`${link}\` IS NOT NULL AND \`${link}\` NOT IN (SELECT name FROM \`tab${target}\`)`;
    expect(small.database.all(missing)).toEqual([]);
  });

  test('has the recorded sums by region', () => {
    const sql =
      'SELECT round(sum(grand_total), 2) AS total, count(*) AS n FROM `tabShop Order` WHERE docstatus < 2 AND region = ?';
    expect(full.database.get(sql, ['South 2-D'])).toEqual({ total: 597509.78, n: 127 });
    expect(full.database.get(sql, ['Central 1-E'])).toEqual({ total: 506482.33, n: 104 });
  });
});
