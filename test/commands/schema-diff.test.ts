import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import { SCHEMA_CHECK } from '../../src/commands/schema-check.ts';
import { SCHEMA_PRINT } from '../../src/commands/schema-print.ts';
import { ConfigError, UsageError } from '../../src/errors.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

let folder: string;
let site: DemoSite;
let before: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-diff-'));
  before = join(folder, 'before.graphql');
  site = await startDemoSite();
  await SCHEMA_PRINT.run(gatewayEnv(site), { out: before }, []);
});

afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

describe('schema check', () => {
  test('says in the words of Frappe what happened on the site', async () => {
    expect(await check()).toEqual({ lines: ['The schemas do not differ.'], error: null });

    await using changed = await startDemoSite();
    const { database } = changed;
    database.delete('Custom Field', 'Shop Customer-custom_loyalty_tier');
    const custom = { dt: 'Shop Customer', fieldname: 'custom_new', label: 'New', fieldtype: 'Data' };
    database.insert('Custom Field', { name: 'Shop Customer-custom_new', ...custom });
    setProperty(changed, 'Shop Customer', 'city', 'fieldtype', 'Int');
    setProperty(changed, 'Shop Order', 'status', 'options', 'Open\nDone');
    database.run("DELETE FROM `tabDocType` WHERE name = 'Shop Note'");
    const { lines, error } = await check({}, changed);
    expect(error).toEqual(new ConfigError('4 breaking changes.'));
    const heads = lines.filter((line) => !line.startsWith(' '));
    const byWhom = 'Customize Form, a Property Setter or an update of its app did it.';
    expect(heads.sort()).toEqual(
      [
        `breaking   Shop Customer, city: Its fieldtype changed from Autocomplete to Int. ${byWhom}`,
        'breaking   Shop Customer, custom_loyalty_tier: The docfield is gone: Customize Form or an update of its app removed it, or the configuration excludes it.',
        `breaking   Shop Order, status: Its options changed. ${byWhom}`,
        'breaking   Shop Note: The DocType is gone: it was deleted or renamed, its app was uninstalled, the service account no longer sees it, or the configuration excludes it.',
        'safe       Shop Customer, custom_new: The docfield is new.',
        'safe       Shared types: 5 changes',
      ].sort(),
    );
    expect(lines).toContain('             ShopCustomer.custom_loyalty_tier was removed.');
  });

  test('fails for given operations only if one of them breaks', async () => {
    await using changed = await startDemoSite();
    changed.database.delete('Custom Field', 'Shop Customer-custom_loyalty_tier');
    const operations = join(folder, 'operations');
    await mkdir(join(operations, 'deep'), { recursive: true });
    await writeFile(join(operations, 'names.graphql'), 'query Names { shopCustomers { nodes { ...Parts } } }');
    await writeFile(join(operations, 'deep/parts.gql'), 'fragment Parts on ShopCustomer { name }');
    const passed = await check({ operations }, changed);
    expect(passed.error).toBeNull();
    expect(passed.lines[0]).toMatch(/^breaking {3}Shop Customer, custom_loyalty_tier/);

    const manifest = {
      format: 1,
      operations: [{ id: 'a', body: 'query Tiers { shopCustomers { nodes { custom_loyalty_tier } } }' }],
    };
    await writeFile(join(operations, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(operations, 'old.graphql'), 'query Wrong { nothing }');
    const failed = await check({ operations }, changed);
    expect(failed.error).toEqual(new ConfigError('1 operation would break.'));
    expect(failed.lines.at(-1)).toBe(
      `breaks     Tiers (${join(operations, 'manifest.json')}): Cannot query field "custom_loyalty_tier" on type "ShopCustomer".`,
    );
    const { lines } = await check({ operations, json: true }, changed);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      groups: [{ level: 'breaking', doctype: 'Shop Customer', docfield: 'custom_loyalty_tier' }],
      brokenOperations: [{ name: 'Tiers', errors: [expect.any(String)] }],
    });
  });
});

describe('schema check with persisted operations', () => {
  test('lists those that break, and fails for nothing else if no other can run', async () => {
    await using changed = await startDemoSite();
    changed.database.delete('Custom Field', 'Shop Customer-custom_loyalty_tier');
    const persisted = async (fields: string, env: Record<string, string>) => {
      const manifest = join(folder, 'manifest.json');
      await writeFile(manifest, JSON.stringify({ abc: `query Tiers { shopCustomers { nodes { ${fields} } } }` }));
      const { lines, error } = await check({}, changed, { PERSISTED_OPERATIONS_FILE: manifest, ...env });
      return [lines.filter((line) => line.startsWith('breaks')).length, (error as Error | null)?.message];
    };
    const isExclusive = { PERSISTED_OPERATIONS_ONLY: '1' };
    expect(await persisted('custom_loyalty_tier', isExclusive)).toEqual([1, '1 operation would break.']);
    expect(await persisted('name', isExclusive)).toEqual([0, undefined]);
    expect(await persisted('name', {})).toEqual([0, '1 breaking change.']);
    expect(await persisted('custom_loyalty_tier', {})).toEqual([1, '1 breaking change.']);
  });
});

describe('schema diff', () => {
  test.each([
    ['a removed argument', 'type Query { a(b: Int): Int }', 'type Query { a: Int }', 'breaking'],
    ['a new mandatory argument', 'type Query { a: Int }', 'type Query { a(b: Int!): Int }', 'breaking'],
    [
      'a new mandatory input field',
      'input I { a: Int } type Query { a(i: I): Int }',
      'input I { a: Int b: Int! } type Query { a(i: I): Int }',
      'breaking',
    ],
    ['a new option', 'enum E { A } type Query { a: E }', 'enum E { A B } type Query { a: E }', 'dangerous'],
    ['another default', 'type Query { a(b: Int = 1): Int }', 'type Query { a(b: Int = 2): Int }', 'dangerous'],
    [
      'a new optional input field',
      'input I { a: Int } type Query { a(i: I): Int }',
      'input I { a: Int b: Int } type Query { a(i: I): Int }',
      'safe',
    ],
    ['a new field', 'type Query { a: Int }', 'type Query { a: Int b: Int }', 'safe'],
  ])('classifies %s', async (_name, old, now, level) => {
    const files = [join(folder, 'old.graphql'), join(folder, 'new.graphql')];
    await Promise.all([writeFile(String(files[0]), old), writeFile(String(files[1]), now)]);
    const { lines, error } = await printed(() => runCommand(['schema', 'diff', ...files]));
    expect(lines).toEqual([`${level.padEnd(10)} Shared types: 1 change`, expect.any(String)]);
    expect(error).toEqual(level === 'breaking' ? new ConfigError('1 breaking change.') : null);
  });

  test.each([
    [[], 'schema diff: name two files, the old schema and the new one.'],
    [['docs'], 'schema diff: name two files, the old schema and the new one.'],
    [['nothing', 'nothing'], 'nothing does not exist.'],
    [['package.json', 'package.json', '--operations', 'no/such'], '--operations: no/such does not exist.'],
  ])('refuses %j', async (args, message) => {
    const { error } = await printed(() => runCommand(['schema', 'diff', ...args]));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
  });

  test('says in one line that a file is not a schema', async () => {
    const { error } = await printed(() => runCommand(['schema', 'diff', 'package.json', 'package.json']));
    expect(error).toEqual(
      new ConfigError('A schema or an operation is not valid: Syntax Error: Expected Name, found String "name".'),
    );
  });
});

function check(values = {}, on: DemoSite = site, env: Record<string, string> = {}) {
  return printed(() => SCHEMA_CHECK.run({ ...gatewayEnv(on), ...env }, values, [before]));
}

async function printed(run: () => Promise<void>): Promise<{ lines: string[]; error: unknown }> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const error = await run().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  vi.restoreAllMocks();
  return { lines, error };
}

function setProperty(
  { database }: DemoSite,
  doctype: string,
  fieldname: string,
  property: string,
  value: string,
): void {
  const name = `${doctype}-${fieldname}-${property}`;
  const row = { doctype_or_field: 'DocField', doc_type: doctype, field_name: fieldname, property, value };
  database.insert('Property Setter', { name, ...row });
}
