import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { DOCTOR } from '../../src/commands/doctor.ts';
import { OPERATIONS_REPORT } from '../../src/commands/operations-report.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import { SCHEMA_CHECK } from '../../src/commands/schema-check.ts';
import { SCHEMA_REPORT } from '../../src/commands/schema-report.ts';
import { readConfig } from '../../src/config.ts';
import { findUnknownSettings } from '../../src/unknown-settings.ts';
import { ROOT } from '../law/source-files.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { blocksIn, placeOf } from './code-blocks.ts';

/** Text that no program prints, and output that another test compares: by the reason, the pages and how it begins. */
const NOT_COMPARED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  drawings: { 'ARCHITECTURE.md': ' ', 'docs/decisions/0015-rooms.md': 'before' },
  'test/law/generated.test.ts compares the reference': { 'docs/commands.md': 'frappe-graphql ' },
  'headers with words in place of the credential; test/server sends them': { 'docs/sign-in.md': 'Authorization: ' },
};

let folder: string;
let site: DemoSite;
let printed: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'));
  site = await startDemoSite();
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(...line.split('\n')));
});
afterEach(() => vi.restoreAllMocks());

/** The lines that a command prints, and its error. */
async function linesOf(run: () => unknown): Promise<string[]> {
  try {
    await run();
    return printed;
  } catch (error) {
    return [...printed, error instanceof Error ? error.message : String(error)];
  }
}

async function write(name: string, content: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

const OPERATIONS = [
  `query Orders($first: Int) {
  shopOrders(first: $first, filter: { customer: { where: { region: { where: { region_name: { eq: "North" } } } } } }) {
    nodes { name customer { customer_name } items { qty } }
  }
}`,
  'mutation Tidy($name: ID!) { deleteShopOrder(name: $name) { name } submitShopOrder(name: $name) { shopOrder { grand_total } } }',
];

/** What prints a block, by its page and how it begins. A block may leave out lines. */
const OUTPUTS: readonly (readonly [page: string, start: string, lines: () => Promise<string[]>])[] = [
  [
    'docs/commands.md',
    'breaking ',
    async () => {
      // Of this site, before the change.
      const before = join(ROOT, 'schema/gateway.graphql');
      const SCHEMA_CONFIG_FILE = await write('hide.json', { hide: { fields: ['Shop Customer.tax_id'] } });
      return linesOf(() => SCHEMA_CHECK.run({ ...gatewayEnv(site), SCHEMA_CONFIG_FILE }, {}, [before]));
    },
  ],
  ['docs/commands.md', 'Unknown command', () => linesOf(() => runCommand(['strat']))],
  [
    'docs/configuration.md',
    'FRAPPE_URL',
    async () => {
      const { FRAPPE_URL: _, ...without } = gatewayEnv(site);
      const wrong = [
        without,
        { ...gatewayEnv(site), PORT: '70000' },
        { ...gatewayEnv(site), INTROSPECTION: 'signd-in' },
      ];
      return (await Promise.all(wrong.map((env) => linesOf(() => readConfig(env))))).flat();
    },
  ],
  ['docs/configuration.md', 'FRAPPE_TIMOUT_MS', async () => findUnknownSettings({ FRAPPE_TIMOUT_MS: '1' })],
  [
    'docs/configuration.md',
    'schema/gateway',
    async () => {
      const SCHEMA_CONFIG_FILE = await write('mistyped.json', { hide: { fields: ['Shop Customer.emial'] } });
      const lines = await linesOf(() => SCHEMA_REPORT.run({ ...gatewayEnv(site), SCHEMA_CONFIG_FILE }, {}, []));
      return lines.map((line) => line.replace(SCHEMA_CONFIG_FILE, 'schema/gateway.config.json'));
    },
  ],
  [
    'docs/limits.md',
    'Orders ',
    async () => {
      const byHash = OPERATIONS.map((text) => [createHash('sha256').update(text).digest('hex'), text]);
      const manifest = await write('manifest.json', Object.fromEntries(byHash));
      const lines = await linesOf(() => OPERATIONS_REPORT.run(gatewayEnv(site), {}, [manifest]));
      return lines.map((line) => line.replace(/([0-9a-f]{12})[0-9a-f]{52}/, '$1…'));
    },
  ],
  [
    'docs/service-account.md',
    'ok ',
    async () => {
      const [FRAPPE_API_KEY = '', FRAPPE_API_SECRET = ''] = site
        .authorization('alice')
        .replace('token ', '')
        .split(':');
      const config = { include: { doctypes: ['Shop Order', 'Shop Customer'] }, events: { doctypes: ['Shop Order'] } };
      const SCHEMA_CONFIG_FILE = await write('least.json', config);
      const env = { ...gatewayEnv(site), METHODS_FILE: 'none', SCHEMA_CONFIG_FILE, FRAPPE_API_KEY, FRAPPE_API_SECRET };
      return linesOf(() => DOCTOR.run(env, {}, []));
    },
  ],
];

const blocks = blocksIn('txt').filter(({ label }) => label === null);
const isListed = (page: string, code: string) =>
  Object.values(NOT_COMPARED).some((pages) => page in pages && code.startsWith(pages[page] ?? ''));
const outputOf = (page: string, code: string) =>
  OUTPUTS.find(([ofPage, start]) => ofPage === page && code.startsWith(start))?.[2];

test('every block of text is compared with what prints it, or listed', () => {
  const unknown = blocks.filter(({ page, code }) => !isListed(page, code) && !outputOf(page, code));
  expect(unknown.map(placeOf)).toEqual([]);
  const isShown = ([page, start]: readonly [string, string, ...unknown[]]) =>
    blocks.some((block) => block.page === page && block.code.startsWith(start));
  expect(OUTPUTS.filter((output) => !isShown(output))).toEqual([]);
  expect(
    Object.values(NOT_COMPARED)
      .flatMap(Object.entries)
      .filter((listed) => !isShown(listed)),
  ).toEqual([]);
});

test.each(blocks.filter(({ page, code }) => outputOf(page, code)).map((block) => [placeOf(block), block] as const))(
  '%s is what the program prints',
  async (_, { page, code }) => {
    const shown = code.trimEnd().split('\n');
    const lines = (await outputOf(page, code)?.()) ?? [];
    expect(
      lines.filter((line) => shown.includes(line)),
      lines.join('\n'),
    ).toEqual(shown);
  },
);
