import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { OPERATIONS_REPORT } from '../../src/commands/operations-report.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import { ConfigError, UsageError } from '../../src/errors.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const OPERATIONS = {
  a1: `query Orders($first: Int) { shopOrders(first: $first) { nodes { ...Shown } } }
    fragment Shown on ShopOrder { name customer { customer_name } items { qty item { item_name } } }`,
  a2: `mutation Tidy($name: ID!) {
    deleteShopOrder(name: $name) { name }
    submitShopOrder(name: $name) { shopOrder { grand_total } }
  }`,
  a3: 'query Node($id: ID!) { node(id: $id) { ... on ShopOrder { status } } }',
  a4: 'query Far { shopOrders(filter: { customer: { where: { region: { where: { name: { eq: "x" } } } } } }) { totalCount } }',
  a5: 'query Broken { shopOrders { nodes { nope } } }',
  a6: 'query Vast { shopOrders(first: 500) { nodes { items { item { _meta { title } } } } } b: shopOrders(first: 500) { nodes { items { qty } } } }',
  a7: 'query Pages($first: Int, $last: Int) { shopTags(first: $first, last: $last) { nodes { name } } }',
};

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const manifest = join(folder, 'manifest.json');
let site: DemoSite;
beforeAll(async () => {
  site = await startDemoSite();
  writeFileSync(manifest, JSON.stringify(OPERATIONS));
});
afterAll(() => site.close());

describe('operations report', () => {
  test('says what each operation can read, change and cost', async () => {
    const { lines, error } = await report({ MAX_COST_CALLS: '13' });
    expect(lines).toEqual([
      'Orders  query a1: up to 13 calls, 11,000 rows with {"first":500}',
      '  reads    Shop Customer (customer_name)',
      '  reads    Shop Item (item_name)',
      '  reads    Shop Order (customer, items, name)',
      '  reads    Shop Order Item (item, qty)',
      'Tidy  mutation a2: up to 2 calls, 1 row with {"name":"x"}',
      '  changes  deleteShopOrder, submitShopOrder',
      '  reads    Shop Order (grand_total)',
      'Node  query a3: cost unknown without its variables (id is not an ID of this API.)',
      '  reads    Shop Order (status)',
      'Far  query a4: up to 3 calls, 4,000 rows',
      '  tests    Shop Customer, Shop Order, Shop Region',
      'Broken  query a5',
      '  wrong    Cannot query field "nope" on type "ShopOrder". Did you mean "name"?',
      'Vast  query a6: up to 14 calls, 16,000 rows',
      '  wrong    It may cost more than MAX_COST_CALLS or MAX_COST_ROWS allow.',
      '  reads    Shop Item (_meta)',
      '  reads    Shop Order (items)',
      '  reads    Shop Order Item (item, qty)',
      'Pages  query a7: up to 1 call, 20 rows',
      '  reads    Shop Tag (name)',
    ]);
    expect(error).toEqual(new ConfigError('2 of 7 operations cannot run.'));
  });

  test('prints the same for programs', async () => {
    const { lines } = await report({}, { json: true });
    const [orders] = JSON.parse(lines.join('\n')) as Record<string, unknown>[];
    expect(orders).toMatchObject({
      id: 'a1',
      kind: 'query',
      cost: { calls: 13, rows: 11_000 },
      assumed: { first: 500 },
    });
  });

  test('needs a manifest', async () => {
    await expect(OPERATIONS_REPORT.run(gatewayEnv(site), {}, [])).rejects.toThrow(
      new UsageError('operations report: name a manifest, or set PERSISTED_OPERATIONS_FILE.'),
    );
    await expect(OPERATIONS_REPORT.run(gatewayEnv(site), {}, ['package.json'])).rejects.toThrow(/is not a manifest/);
    await expect(runCommand(['operations', 'report', '--jsn'])).rejects.toThrow(UsageError);
  });
});

async function report(env: Record<string, string>, values: Record<string, boolean> = {}) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const run = OPERATIONS_REPORT.run({ ...gatewayEnv(site), PERSISTED_OPERATIONS_FILE: manifest, ...env }, values, []);
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  log.mockRestore();
  return { lines, error };
}
