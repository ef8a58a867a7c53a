import { expect, test } from 'vitest';
import type { FrappeMajor } from '../../../demo/demo-site.ts';
import { startTestGateway } from '../../support/start-gateway.ts';

const REGIONS = '{ shopOrderAggregate(groupBy: [region]) { group { region { name } } count avg { grand_total } } }';

test.each<FrappeMajor>([14, 15, 16, 17])('documents without a region are one group on v%i', async (version) => {
  await using gateway = await startTestGateway({ version });
  const { database } = gateway.site;
  database.run("UPDATE `tabShop Order` SET region = NULL WHERE name < 'SO-2026-00004'");
  database.run("UPDATE `tabShop Order` SET region = '' WHERE name >= 'SO-2026-00004' AND name < 'SO-2026-00006'");
  const expected = database.get("SELECT AVG(grand_total) AS average FROM `tabShop Order` WHERE name < 'SO-2026-00006'");
  const { data } = await gateway.query(REGIONS);
  const unset = data.shopOrderAggregate.filter(({ group }: { group: { region: unknown } }) => group.region === null);
  expect(unset).toHaveLength(1);
  expect(unset[0].count).toBe(5);
  expect(Number(unset[0].avg.grand_total)).toBeCloseTo(Number(expected?.average));
  expect(gateway.site.requests).toHaveLength(2);
});

test('more groups than fit on a page are an error, and come by pages', async () => {
  await using gateway = await startTestGateway({ version: 15 }, { MAX_PAGE_SIZE: '10' });
  const { errors } = await gateway.query('{ shopOrderAggregate(groupBy: [customer]) { count } }');
  expect(errors?.[0]?.message).toMatch(/^There are \d+ groups. Choose some of them with first and offset\.$/);
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const { data } = await gateway.query(
    '{ a: shopOrderAggregate(groupBy: [order_date], first: 10) { group { order_date } } b: shopOrderAggregate(groupBy: [order_date], first: 10, offset: 10) { group { order_date } } }',
  );
  const dates = [...data.a, ...data.b].map(({ group }: { group: { order_date: string } }) => group.order_date);
  expect(dates).toHaveLength(20);
  expect(dates).toEqual([...new Set(dates)].sort());
});

test('only what has documents and a list of its own has aggregates', async () => {
  await using gateway = await startTestGateway({ version: 15 });
  const { data } = await gateway.query('{ __schema { queryType { fields { name } } } }');
  const names = data.__schema.queryType.fields.map(({ name }: { name: string }) => name);
  expect(names).toContain('shopRegionAggregate');
  expect(names).not.toContain('shopMetricAggregate');
  expect(names).not.toContain('shopSettingsAggregate');
  expect(names).not.toContain('shopOrderItemAggregate');
});
