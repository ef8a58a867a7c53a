import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoUser, startTestGateway, type TestGateway } from '../../support/start-gateway.ts';

const DOCTYPES = ['Shop Order', 'Shop Customer', 'Shop Item', 'Shop Region'];
const REASON =
  /^You are not allowed to read \w+: the site does not report your roles, and the gateway's account is not allowed to read them\.$/;
const FIELDS = 'name grand_total margin_amount items { item { name } qty cost }';

/** v17 no longer tells callers their roles, and an account without System Manager may not read them. */
describe('a service account without System Manager on v17', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gateway-schema-')), 'gateway.config.json');
    writeFileSync(file, JSON.stringify({ include: { doctypes: DOCTYPES } }));
    gateway = await startTestGateway(
      { version: 17 },
      { FRAPPE_API_KEY: 'alicekey0000001', FRAPPE_API_SECRET: 'alicesecret0000001', SCHEMA_CONFIG_FILE: file },
    );
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each<DemoUser>(['alice', 'carol', 'gateway'])(
    'hides only columns above permlevel 0 of a document from %s, with a reason',
    async (as) => {
      const { data, errors } = await gateway.query(`{ shopOrder(name: "SO-2026-00001") { ${FIELDS} } }`, { as });
      const { items, ...order } = data.shopOrder;
      expect(order).toEqual({ name: 'SO-2026-00001', grand_total: expect.any(String), margin_amount: null });
      expect(items.length).toBeGreaterThan(0);
      for (const row of items)
        expect(row).toEqual({ item: { name: expect.any(String) }, qty: expect.any(Number), cost: null });
      const told = errors?.map(({ extensions }) => `${extensions.code} ${extensions.field}`);
      expect(told?.sort()).toEqual(['FORBIDDEN cost', 'FORBIDDEN margin_amount']);
      for (const { message } of errors ?? []) expect(message).toMatch(REASON);
    },
  );

  test('lets the site decide in lists, which cut such columns rightly', async () => {
    const query = `{ shopOrders(first: 3) { nodes { ${FIELDS} } } }`;
    const carol = await gateway.query(query, { as: 'carol' });
    expect(carol.errors).toBeUndefined();
    expect(carol.data.shopOrders.nodes[0].items[0].cost).toEqual(expect.any(String));
    const alice = await gateway.query(query, { as: 'alice' });
    expect(new Set(alice.errors?.map(({ extensions }) => extensions.field))).toEqual(
      new Set(['cost', 'margin_amount']),
    );
    for (const node of alice.data.shopOrders.nodes) {
      expect(node.margin_amount).toBeNull();
      for (const row of node.items) expect(row.cost).toBeNull();
    }
  });

  test('refuses queries that would reveal such a column, with the reason', async () => {
    for (const asked of [
      'shopOrders(filter: { margin_amount: { gt: "0" } }) { nodes { name } }',
      'shopOrders(orderBy: [{ margin_amount: ASC }]) { nodes { name } }',
      'shopOrderAggregate { sum { margin_amount } }',
    ]) {
      gateway.site.requests.length = 0;
      const { errors } = await gateway.query(`{ ${asked} }`, { as: 'carol' });
      expect(errors?.map(({ message }) => message)).toEqual([expect.stringMatching(REASON)]);
      expect(gateway.site.requests.filter(({ path }) => path.includes('Shop%20Order'))).toEqual([]);
    }
  });

  test('shows the Administrator everything', async () => {
    const { data, errors } = await gateway.query(`{ shopOrder(name: "SO-2026-00001") { ${FIELDS} } }`, {
      as: 'administrator',
    });
    expect(errors).toBeUndefined();
    expect(data.shopOrder.margin_amount).toEqual(expect.any(String));
  });
});

describe.each([15, 17] as const)('roles that fail to be read on v%i', (version) => {
  test('hide only columns above permlevel 0, with the error', async () => {
    await using gateway = await startTestGateway({ version });
    gateway.site.fault = ({ path }) =>
      /get_roles|get_logged_user/.test(path) ? { status: 500, body: '{}' } : undefined;
    const { data, errors } = await gateway.query(`{ shopOrder(name: "SO-2026-00001") { ${FIELDS} } }`, { as: 'carol' });
    expect(data.shopOrder).toMatchObject({ name: 'SO-2026-00001', margin_amount: null });
    for (const row of data.shopOrder.items) expect(row).toMatchObject({ qty: expect.any(Number), cost: null });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UPSTREAM_ERROR']));
  });
});
