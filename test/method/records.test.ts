import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** Records of what the demo's functions return. */
const RECORDS = {
  Types: { date: 'Date', datetime: 'Datetime', decimal: 'Currency', set: 'JSON', missing: 'Link/Shop Item' },
  Caller: { user: 'Link/User', roles: 'JSON' },
};

let folder: string;
let gateway: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
  const methods = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
  const path = join(folder, 'methods.json');
  const corrections = {
    ...methods.corrections,
    'shopfloor.api.return_types': { read: true, returns: 'Types' },
    'shopfloor.api.whoami': { read: true, returns: 'Caller' },
    'shopfloor.api.return_str': { read: true, returns: 'Caller' },
    'shopfloor.api.return_list': { read: true, returns: 'list[Caller]' },
    'shopfloor.api.return_empty_list': { read: true, returns: 'list[Caller]' },
    'shopfloor.api.return_none': { read: true, returns: 'Caller' },
    'shopfloor.api.add': { read: true, returns: 'int', argNames: { a: 'first' } },
  };
  await writeFile(path, JSON.stringify({ ...methods, records: RECORDS, corrections }));
  gateway = await startTestGateway({ version: 15 }, { METHODS_FILE: path });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('a method that returns a record', () => {
  test('has a field for each key, typed by its fieldtype, and everything as JSON', async () => {
    const { data, errors } = await gateway.query(
      '{ shopfloor_api_return_types { result { date datetime decimal set missing { name } _json } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.shopfloor_api_return_types.result).toMatchObject({
      date: '2026-01-02',
      datetime: '2026-01-02T03:04:05.678901',
      decimal: '12.34',
      set: [1, 2, 3],
      missing: null,
      _json: { time: '03:04:05', timedelta: '30:05:00' },
    });
  });

  test('leads to the documents that it links to, read as the caller', async () => {
    gateway.site.requests.length = 0;
    const { data, errors } = await gateway.query(
      '{ shopfloor_api_whoami { result { user { name full_name } roles } } }',
      { as: 'alice' },
    );
    expect(errors).toBeUndefined();
    const { user, roles } = data.shopfloor_api_whoami.result;
    expect(user).toEqual({ name: 'alice@example.com', full_name: expect.stringContaining('Alice') });
    expect(roles.length).toBeGreaterThan(0);
    expect(gateway.site.requests.length).toBe(2);
  });

  test('needs no call for the name of a linked document', async () => {
    gateway.site.requests.length = 0;
    await gateway.query('{ shopfloor_api_whoami { result { user { name } } } }', { as: 'alice' });
    expect(gateway.site.requests.length).toBe(1);
  });

  test('is null for None, and an empty list where it returns many', async () => {
    const { data, errors } = await gateway.query(
      '{ shopfloor_api_return_none { result { roles } } shopfloor_api_return_empty_list { result { roles } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      shopfloor_api_return_none: { result: null },
      shopfloor_api_return_empty_list: { result: [] },
    });
  });

  test('reports a result of another form with what it is', async () => {
    const { data, errors } = await gateway.query(
      '{ shopfloor_api_return_str { result { roles } } shopfloor_api_return_list { result { roles } } }',
    );
    expect(data).toEqual({ shopfloor_api_return_str: { result: null }, shopfloor_api_return_list: { result: null } });
    const hint = 'Its type can be corrected in the file of methods ("returns").';
    expect(errors?.map(({ message }) => message)).toEqual([
      `The result must be an object (Caller). It is "plain string". ${hint}`,
      `The result must be a list of objects (Caller). It is [1,"two",3.5,null,true]. ${hint}`,
    ]);
  });
});

test('what records lead to is read of a page at most, and their own columns of all', async () => {
  const records = (count: number) => {
    const message = Array.from({ length: count }, (_, index) => ({
      user: index % 2 ? 'alice@example.com' : 'bob@example.com',
    }));
    gateway.site.fault = ({ path }) =>
      path.includes('return_list') ? { status: 200, body: JSON.stringify({ message }) } : undefined;
  };
  const ask = (asked: string) =>
    gateway.query(`{ shopfloor_api_return_list { result { ${asked} } } }`, { as: 'alice' });
  records(500);
  const page = await ask('user { full_name }');
  expect(page.errors).toBeUndefined();
  expect(page.data.shopfloor_api_return_list.result).toHaveLength(500);
  records(501);
  expect((await ask('user { full_name }')).errors).toMatchObject([
    { path: ['shopfloor_api_return_list', 'result'], extensions: { code: 'BAD_USER_INPUT', field: 'result' } },
  ]);
  expect((await ask('roles')).data.shopfloor_api_return_list.result).toHaveLength(501);
  gateway.site.fault = undefined;
});

test('an argument has the name that a correction gives it, and is sent under its own', async () => {
  const { data, errors } = await gateway.query('{ shopfloor_api_add(first: 1, b: 2) { result } }');
  expect(errors).toBeUndefined();
  expect(data.shopfloor_api_add.result).toBe(3);
});
