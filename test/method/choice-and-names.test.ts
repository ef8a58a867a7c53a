import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const FIELDS = '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }';

async function startWith(files: { config?: object; methods?: object }): Promise<TestGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'methods-'));
  const write = async (name: string, value: object | undefined, otherwise: string) => {
    if (value === undefined) return otherwise;
    await writeFile(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const env = {
    SCHEMA_CONFIG_FILE: await write('config.json', files.config, 'none'),
    METHODS_FILE: await write('methods.json', files.methods, SHOP_METHODS_FILE),
  };
  try {
    return await startTestGateway({ version: 15 }, env);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fieldsOf(gateway: TestGateway): Promise<{ queries: string[]; mutations: string[] }> {
  const { data } = await gateway.query(FIELDS);
  const names = (type: { fields: { name: string }[] }) => type.fields.map(({ name }) => name);
  return { queries: names(data.__schema.queryType), mutations: names(data.__schema.mutationType) };
}

const calling = (path: string) => `mutation { callMethod(path: "${path}") { result } }`;

describe('allow and deny', () => {
  test('hold for fields and for calls by name', async () => {
    const config = {
      methods: { allow: ['shopfloor.api.*', 'Shop Order.*'], deny: ['*.return_*', 'Shop Order.ship'] },
    };
    await using gateway = await startWith({ config });
    const { queries, mutations } = await fieldsOf(gateway);
    expect(queries).toEqual(expect.arrayContaining(['shopfloor_api_add', 'shopOrderTotals']));
    expect(mutations).toContain('shopOrderRecalculate');
    for (const name of ['shopfloor_api_return_int', 'script_shop_hello']) expect(queries).not.toContain(name);
    expect(mutations).not.toContain('shopOrderShip');
    gateway.site.requests.length = 0;
    for (const path of ['shopfloor.api.return_int', 'frappe.ping', 'frappe.client.delete', 'Shopfloor.api.add']) {
      const { errors } = await gateway.query(calling(path));
      expect(errors?.[0]?.message, path).toBe(`${path} cannot be called through the gateway.`);
    }
    const ship = 'mutation { callDocMethod(doctype: "Shop Order", name: "x", method: "ship") { result } }';
    expect((await gateway.query(ship)).errors?.[0]?.message).toBe(
      'ship of Shop Order cannot be called through the gateway.',
    );
    expect(gateway.site.requests).toEqual([]);
    expect((await gateway.query('mutation { callMethod(path: "shopfloor.api.whoami") { result } }')).errors).toBe(
      undefined,
    );
  });

  test.each([
    'frappe.handler.login',
    'frappe.handler.logout',
    'frappe.handler.web_logout',
    'frappe.handler.upload_file',
    'frappe.api.v2.upload_file',
    'frappe.api.v1.run_doc_method',
    'frappe.handler.runserverobj',
    'frappe.logout',
  ])('never let %s through', async (path) => {
    await using gateway = await startWith({});
    gateway.site.requests.length = 0;
    const { errors } = await gateway.query(calling(path));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'path' });
    expect(gateway.site.requests).toEqual([]);
  });

  test('leave no way by name where that is switched off', async () => {
    await using gateway = await startWith({ config: { methods: { generic: false } } });
    const { mutations } = await fieldsOf(gateway);
    expect(mutations).not.toContain('callMethod');
    expect(mutations).not.toContain('callDocMethod');
    expect(mutations).toContain('shopfloor_api_start_job');
  });
});

describe('the fields of methods', () => {
  test('have the whole path where two have the same short name, in any order', async () => {
    const paths = ['app.one.api.send', 'app.two.api.send', 'app.api.other', 'app.send', 'app.api.__init'];
    const make = (order: readonly string[]) => ({ methods: Object.fromEntries(order.map((path) => [path, {}])) });
    await using gateway = await startWith({ methods: make(paths) });
    await using reversed = await startWith({ methods: make([...paths].reverse()) });
    const names = (await fieldsOf(gateway)).mutations.filter((name) => name.startsWith('app_')).sort();
    expect(names).toEqual(['app_api___init', 'app_api_other', 'app_one_api_send', 'app_send', 'app_two_api_send']);
    expect((await fieldsOf(reversed)).mutations.filter((name) => name.startsWith('app_')).sort()).toEqual(names);
  });

  test('give way to those of DocTypes and of the gateway', async () => {
    const methods = {
      corrections: {
        'a.b.four': { rename: 'four' },
        'Shop Order.aggregate': { read: true },
      },
      methods: { 'a.b.four': {} },
      docMethods: { 'Shop Order': { aggregate: {} }, 'Shop Order Item': { never: {} }, Nothing: { never: {} } },
    };
    await using gateway = await startWith({ methods });
    const { queries, mutations } = await fieldsOf(gateway);
    expect(queries).toContainEqual(expect.stringMatching(/^shopOrderAggregate_x/));
    expect(mutations).toContain('four');
    expect(mutations.filter((name) => /never/i.test(name))).toEqual([]);
  });

  test('are called with the arguments that Python names, whatever they are called here', async () => {
    const methods = {
      docMethods: { 'Shop Order': { ship: { args: [{ name: 'name' }, { name: 'größe' }, { name: 'cmd' }] } } },
    };
    await using gateway = await startWith({ methods });
    const { data } = await gateway.query('{ __type(name: "Mutation") { fields { name args { name } } } }');
    const field = data.__type.fields.find(({ name }: { name: string }) => name === 'shopOrderShip');
    const names = field.args.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['name', 'name_', expect.stringMatching(/^grosse_x[0-9a-f]{6}$/)]);
    gateway.site.requests.length = 0;
    await gateway.query(`mutation { shopOrderShip(name: "X", name_: 1, ${names[2]}: 2) { result } }`);
    expect(JSON.parse(gateway.site.requests[0]?.body ?? '')).toEqual({
      dt: 'Shop Order',
      dn: 'X',
      method: 'ship',
      args: { name: 1, größe: 2 },
    });
  });
});

test.each([
  [{ methods: { add: {} } }, 'methods.add: '],
  [{ methods: { 'a.b.c': { args: [{}] } } }, 'args → 0 → name'],
  [{ corrections: { 'a.b.c': { rename: '__x' } } }, 'rename'],
  [{ methods: { 'a.b.c': {} }, corrections: { 'a.b.c': { rename: 'like' } } }, 'corrections.a.b.c.rename: "like"'],
  [{ methods: { 'a.b.c': {} }, corrections: { 'a.b.c': { rename: 'shopOrders' } } }, '"shopOrders" is the name of'],
  [{ methods: { 'a.b.c': {} }, corrections: { 'a.b.c': { rename: 'deleteShopOrder' } } }, '"deleteShopOrder" is'],
  [{ extra: 1 }, 'the key "extra" is unknown'],
])('a file of methods with %j ends the start with the entry', async (methods, entry) => {
  await expect(startWith({ methods })).rejects.toThrow(entry);
});
