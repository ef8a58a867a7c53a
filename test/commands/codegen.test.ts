import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI, PROGRAM } from '../support/program.ts';
import { gatewayEnv, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ROOT = join(import.meta.dirname, '../..');

let running: TestGateway;
let folder: string;

beforeAll(async () => {
  running = await startTestGateway();
  // Below the checkout, so that generated files find its packages.
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/codegen-'));
  // A project that has the program installed.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await mkdir(join(folder, 'node_modules'));
  await mkdir(join(folder, 'src'));
  await symlink(PROGRAM, join(folder, 'node_modules/frappe-graphql'));
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('codegen init', () => {
  test("writes a configuration with every scalar of the site's schema, which the client preset takes", async () => {
    const { code, stdout } = await run(['codegen', 'init', '--out', 'src/made']);
    expect([code, stdout.split('\n').filter((line) => line.startsWith('Wrote'))]).toEqual([
      0,
      [expect.stringMatching(/^Wrote schema.graphql, the schema of http/), 'Wrote codegen.ts.'],
    ]);
    const sdl = await readFile(join(folder, 'schema.graphql'), 'utf8');
    const { default: config } = await import(join(folder, 'codegen.ts'));
    const [[baseOutputDir, { presetConfig, config: options }]] = Object.entries(config.generates) as [
      [string, { presetConfig: object; config: { scalars: Record<string, string> } }],
    ];
    expect(config).toMatchObject({ schema: 'schema.graphql', documents: [expect.any(String), '!src/made/**'] });
    const scalars = [...sdl.matchAll(/^scalar (\w+)/gm)].map((match) => match[1]);
    expect(Object.keys(options.scalars)).toEqual(scalars);
    expect(options.scalars).toMatchObject({ Decimal: 'string', Duration: 'number', JSON: 'unknown', Upload: 'Blob' });

    const query = await typeOrders(sdl, { baseOutputDir, presetConfig, config: options });
    expect(query).toMatch(/status\??: ShopOrder_Status \| null/);
    expect(query).toMatch(/grand_total\??: string \| null/);
    expect(query).not.toContain('any');
  });

  test('makes what is null only with an error non-null for a client that throws errors', async () => {
    const args = ['codegen', 'init', '--schema', 'schema.graphql', '--out', 'src/made', '--throwing-client', '--force'];
    const { code, stdout } = await run(args, {});
    expect([code, stdout]).toEqual([0, expect.stringContaining('client-preset @parcel/watcher graphql-sock\n')]);
    const sdl = await readFile(join(folder, 'schema.graphql'), 'utf8');
    const { default: config } = await import(`${join(folder, 'codegen.ts')}?throwing`);
    const [[baseOutputDir, generate]] = Object.entries(config.generates) as [[string, object]];
    const query = await typeOrders(sdl, { baseOutputDir, ...generate });
    expect(query).toContain('shopOrders: { nodes: Array<{ ');
    expect(query).toContain(
      'grand_total: string, docstatus: DocStatus, margin_amount: string | null, items: Array<{ qty: number }> }',
    );
    // A Select can be unset, and a permlevel may hide a value.
    expect(query).toMatch(/status\??: ShopOrder_Status \| null/);
  });

  test('names the packages that are not installed yet', async () => {
    const args = ['codegen', 'init', '--schema', 'schema.graphql', '--out', 'src/made', '--force'];
    const others = [
      '@graphql-typed-document-node/core',
      '@graphql-codegen/cli',
      '@graphql-codegen/client-preset',
      '@parcel/watcher',
    ];
    expect((await run(args, {})).stdout).toContain(`next: npm install --save-dev ${others.join(' ')}\n`);
    await writeFile(join(folder, 'pnpm-lock.yaml'), '');
    expect((await run(args, {})).stdout).toContain(`next: pnpm add --save-dev ${others.join(' ')}\n`);
    await rm(join(folder, 'pnpm-lock.yaml'));
    const installed = others.map((name) => join(folder, 'node_modules', name));
    for (const path of installed) await mkdir(path, { recursive: true });
    expect((await run(args, {})).stdout).not.toContain('npm install');
    for (const path of installed) await rm(path, { recursive: true });
  });

  test('takes a printed schema, keeps an existing file, and needs no site then', async () => {
    await writeFile(join(folder, 'small.graphql'), 'type Query { a: Decimal }\n\nscalar Decimal\n\nscalar Mystery\n');
    const args = ['codegen', 'init', '--schema', 'small.graphql'];
    const kept = await run(args, {});
    expect(kept).toEqual({ code: 2, stdout: '', stderr: 'codegen init: codegen.ts exists. --force replaces it.\n' });
    const { code, stdout } = await run([...args, '--force'], {});
    expect([code, stdout]).toEqual([0, expect.stringContaining('npx graphql-codegen --watch')]);
    const text = await readFile(join(folder, 'codegen.ts'), 'utf8');
    expect(text).toContain("schema: 'small.graphql'");
    expect(text).toMatch(/scalars: \{\n +Decimal: 'string',\n +Mystery: 'unknown',\n +\}/);
  });

  test('writes the module of gql.tada, and says what its plugin needs', async () => {
    const { code, stdout } = await run(
      ['codegen', 'init', '--schema', 'small.graphql', '--gql-tada', '--out', 'src'],
      {},
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('"schema":"./src/schema.graphql"')]);
    expect(stdout).toContain('frappe-graphql typescript@6\n');
    const text = await readFile(join(folder, 'src/graphql.ts'), 'utf8');
    expect(text).toContain("import type { introspection } from './graphql-env.d.ts';");
    expect(text).toMatch(/scalars: \{\n +Decimal: string;\n +Mystery: unknown;\n +\}/);
  });

  test('and codegen slice find the operations of a project without src', async () => {
    const flat = join(folder, 'flat');
    for (const name of ['app', 'node_modules/x']) await mkdir(join(flat, name), { recursive: true });
    await writeFile(join(flat, 'package.json'), '{}');
    await copyFile(join(ROOT, 'schema/gateway.graphql'), join(flat, 'schema.graphql'));
    const example = '/**\n * const query = graphql(`query GetUser { user { nam } }`);\n */\n';
    await writeFile(join(flat, 'app/me.ts'), `${example}const me = graphql(\`query Me { me { user } }\`);\n`);
    await writeFile(join(flat, 'app/none.ts'), 'const none = 1;\n');
    await writeFile(join(flat, 'node_modules/x/x.graphql'), 'query X { nosuchfield }\n');
    expect((await run(['codegen', 'init'], {}, flat)).code).toBe(0);
    const text = await readFile(join(flat, 'codegen.ts'), 'utf8');
    const documents = [
      "'**/*.{ts,tsx,vue,graphql}'",
      "'!gql/**'",
      "'!**/node_modules/**'",
      "'!.*/**'",
      "'!schema.graphql'",
    ];
    expect(text).toContain(`documents: [${documents.join(', ')}],`);
    expect(text).toContain("'gql/': {");
    const stdout = 'Wrote gql/schema.graphql, the part of schema.graphql that 1 file uses.\n';
    expect(await run(['codegen', 'slice'], {}, flat)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('says in one line what is missing', async () => {
    const { code, stderr } = await run(['codegen', 'init', '--schema', 'none.graphql', '--force'], {});
    const line =
      'FRAPPE_URL is not set. Name a running gateway with --gateway, or run "frappe-graphql init", which asks for the site.';
    expect([code, stderr]).toEqual([1, `${line}\n`]);
  });
});

describe('codegen init and schema print with --gateway', () => {
  test('take the schema from a running gateway', async () => {
    const gateway = `${running.gateway.url}/graphql`;
    const { code, stdout } = await run(['schema', 'print', '--gateway', gateway], {});
    expect(code).toBe(0);
    expect(stdout).toMatch(/^input ShopOrderOrderBy @oneOf \{$/m);
    const schema = buildSchema(stdout);
    expect(schema.getType('ShopOrder')).toBeDefined();
    const made = await run(['codegen', 'init', '--schema', 'of-gateway.graphql', '--gateway', gateway, '--force'], {});
    expect(made.stdout).toContain(`frappe-graphql schema print --out of-gateway.graphql --gateway ${gateway}`);
    expect(await readFile(join(folder, 'of-gateway.graphql'), 'utf8')).toBe(stdout.replace(/\n$/, ''));
  });

  test('sign in where strangers see nothing of the schema', async () => {
    await using closed = await startTestGateway({}, { INTROSPECTION: 'signed-in' });
    const args = ['schema', 'print', '--out', 'closed.graphql', '--gateway', `${closed.gateway.url}/graphql`];
    const refused = await run(args, {});
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^--gateway: .* Set GATEWAY_AUTHORIZATION to an Authorization header\.\n$/),
    ]);
    const authorization = closed.site.authorization('alice');
    expect(await run([...args, '--authorization', authorization], {})).toMatchObject({ code: 0, stderr: '' });
    expect(await run(args, { GATEWAY_AUTHORIZATION: authorization })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['nowhere', 2, '--gateway must be an http or https address.'],
    ['ROOT', 1, '/ is not a gateway. Its address ends in /graphql: http://127.0.0.1:4000/graphql.'],
    [
      'http://127.0.0.1:9/graphql',
      1,
      '--gateway: http://127.0.0.1:9/graphql cannot be reached (bad port). Start the gateway first.',
    ],
  ])('say in one line what is wrong with %s', async (gateway, code, line) => {
    const url = gateway === 'ROOT' ? `${running.gateway.url}/` : gateway;
    const ended = await run(['schema', 'print', '--gateway', url], {});
    expect([ended.code, ended.stderr.split('\n')]).toEqual([code, [expect.stringContaining(line), '']]);
  });
});

describe('codegen slice', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'page'));
    await copyFile(join(ROOT, 'schema/gateway.graphql'), join(folder, 'shop.graphql'));
    const fragment = 'export const Row = graphql(`fragment Row on ShopOrder { name status }`);';
    const query = `export const Rows = gql\`query Rows { shopOrders { nodes { ...Row } } } $${'{Row}'}\`;`;
    await writeFile(join(folder, 'page/rows.ts'), `${fragment}\n${query}\nconst other = 1;\n`);
    await writeFile(join(folder, 'page/me.graphql'), 'query Me { me { user } }\n');
  });

  const ARGS = ['codegen', 'slice', '--schema', 'shop.graphql', '--documents', 'page/**/*.{ts,graphql}'];

  test('finds operations in files and templates, and writes what they use', async () => {
    const { code, stdout } = await run([...ARGS, '--out', 'page/schema.graphql'], {});
    expect([code, stdout]).toEqual([0, 'Wrote page/schema.graphql, the part of shop.graphql that 2 files use.\n']);
    const schema = buildSchema(await readFile(join(folder, 'page/schema.graphql'), 'utf8'));
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['me', 'shopOrders']);
    expect((await run([...ARGS, '--out', 'page/schema.graphql'], {})).code).toBe(0);
  });

  test.each([
    ['page/none/*.ts', 'codegen slice: page/none/*.ts has no operations.'],
    [
      'wrong/*.graphql',
      'codegen slice: wrong/a.graphql: Cannot query field "nam" on type "ShopOrder". Did you mean "name"?',
    ],
    ['broken/*.graphql', 'broken/a.graphql: Syntax Error: Expected Name, found <EOF>.'],
  ])('says in one line what is wrong with %s', async (pattern, line) => {
    for (const [name, text] of [
      ['wrong', '{ shopOrders { nodes { nam } } }'],
      ['broken', '{ shopOrders {'],
    ] as const) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'a.graphql'), text);
    }
    const args = ['codegen', 'slice', '--schema', 'shop.graphql', '--documents', pattern];
    expect(await run(args, {})).toEqual({ code: 1, stdout: '', stderr: `${line}\n` });
  });
});

/** @returns the type that the client preset makes of the answer to a query. */
async function typeOrders(sdl: string, options: object): Promise<string | undefined> {
  const document = parse(`query Orders {
    shopOrders { nodes { status grand_total docstatus items { qty } margin_amount } }
  }`);
  const files = await preset.buildGeneratesSection({
    ...options,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: [{ location: 'orders.graphql', document, rawSDL: 'query' }],
    documentsReadOnly: [],
    documentTransforms: [],
    plugins: [],
    pluginMap: {},
  } as never);
  const typed = files.find(({ filename }) => filename.endsWith('graphql.ts'));
  const text = await codegen({ ...typed, profiler: undefined } as never);
  return /export type OrdersQuery = .*/.exec(text)?.[0];
}

describe('codegen zod', () => {
  interface Schemas {
    [name: string]: { safeParse(value: unknown): { success: boolean; error?: { issues: { path: unknown[] }[] } } };
  }
  let schemas: Schemas;

  beforeAll(async () => {
    const out = 'inputs.ts';
    const names = 'Shop Order, Shop Customer,Shop Settings';
    expect(await run(['codegen', 'zod', '--doctypes', names, '--out', out])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    schemas = await import(join(folder, out));
  });

  const LONG = 'ä'.repeat(141);
  const ROW = { item: 'ITEM-0001', qty: 1 };
  const ORDER = { customer: 'CUST-00001', items: [ROW] };

  test.each<[string, object]>([
    ['', ORDER],
    ['customer', { items: [ROW] }],
    ['customer', { ...ORDER, customer: ' ' }],
    ['customer', { ...ORDER, customer: LONG }],
    ['items', { ...ORDER, items: [] }],
    ['items.0.custom_serial_no', { ...ORDER, items: [{ ...ROW, custom_serial_no: LONG }] }],
    ['', { ...ORDER, items: [{ ...ROW, custom_serial_no: LONG.slice(1), rate: '12.50' }] }],
    ['order_date', { ...ORDER, order_date: '2026-02-30' }],
    ['', { ...ORDER, order_date: '2026-02-28', discount_percentage: 2.5, delivery_note: null }],
    ['delivery_note', { ...ORDER, delivery_note: LONG.repeat(300) }],
    ['custom_priority', { ...ORDER, custom_priority: 2 ** 40 }],
  ])('of a new order refuses at %j what the gateway and its site refuse: %#', async (path, input) => {
    const { success, error } = (schemas.ShopOrderCreate as Schemas[string]).safeParse(input);
    expect(error?.issues[0]?.path.join('.') ?? '').toBe(path);
    const create = 'mutation ($input: ShopOrderInput!) { createShopOrder(input: $input) { shopOrder { name } } }';
    const { errors } = await running.query(create, { as: 'carol', variables: { input } });
    expect(errors === undefined).toBe(success);
  });

  test('of a new row refuses at its field what is mandatory, as a Frappe site does, and not the demo', () => {
    const { error } = schemas.ShopOrderCreate?.safeParse({ ...ORDER, items: [{ qty: 1 }] }) ?? {};
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['items.0.item']);
  });

  test('of changes takes each field alone, and refuses wrong values', () => {
    const { ShopOrderInput, ShopCustomerInput, ShopSettingsInput } = schemas as Record<string, Schemas[string]>;
    expect(ShopOrderInput?.safeParse({ items: [{ name: 'row', qty: 2 }] }).success).toBe(true);
    expect(ShopOrderInput?.safeParse({ customer: null }).success).toBe(true);
    expect(ShopCustomerInput?.safeParse({ email: 'ada@example.com, "A. B" <bob@example.com>' }).success).toBe(true);
    expect(ShopCustomerInput?.safeParse({ email: 'ada' }).success).toBe(false);
    expect(ShopCustomerInput?.safeParse({ status: 'Sleeping' }).success).toBe(false);
    expect(ShopSettingsInput?.safeParse({}).success).toBe(true);
  });

  test('of every DocType is valid TypeScript', { timeout: 60_000 }, async () => {
    expect((await run(['codegen', 'zod', '--out', 'all.ts'])).code).toBe(0);
    const tsconfig = { extends: '../../tsconfig.json', include: ['all.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { stdout } = await program(tsc, ['--noEmit', '-p', folder], {});
    expect(stdout).toBe('');
  });

  test('says in one line which DocType is unknown', async () => {
    const { code, stderr } = await run(['codegen', 'zod', '--doctypes', 'Shop Ordr']);
    expect([code, stderr]).toEqual([
      2,
      'codegen zod: --doctypes: "Shop Ordr" is not a DocType of the schema. Did you mean Shop Order?\n',
    ]);
  });
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(args: readonly string[], env = gatewayEnv(running.site), cwd = folder): Promise<Ended> {
  return program(process.execPath, [CLI, ...args], env, cwd);
}

function program(path: string, args: readonly string[], env: Record<string, string>, cwd = folder): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(path, args, { cwd, env: { ...CHILD_ENV, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
