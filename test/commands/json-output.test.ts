import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClientSchema, type IntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import { SCHEMA_PRINT } from '../../src/commands/schema-print.ts';
import { SCHEMA_REPORT } from '../../src/commands/schema-report.ts';
import { WEBHOOKS_SYNC } from '../../src/commands/webhooks-sync.ts';
import { writeApp } from '../demo/app-folder.ts';
import { followingGateway } from '../support/event-gateway.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

afterEach(() => vi.restoreAllMocks());

describe('--json', () => {
  test('prints the report of a schema', async () => {
    await using site = await startDemoSite();
    const { unmatched, report } = await json(() => SCHEMA_REPORT.run(gatewayEnv(site), { json: true }, []));
    expect(unmatched).toEqual([]);
    expect(Object.keys(report as object)).not.toEqual([]);
  });

  test('prints the schema as the result of introspection', async () => {
    await using site = await startDemoSite();
    const printed = await json(() => SCHEMA_PRINT.run(gatewayEnv(site), { json: true }, []));
    const schema = buildClientSchema(printed as unknown as IntrospectionQuery);
    expect(schema.getType('ShopOrder')).toBeDefined();
  });

  test('prints the changes of webhooks', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_URL: 'http://127.0.0.1:9' });
    const { isDryRun, steps } = await json(() => WEBHOOKS_SYNC.run(env, { 'dry-run': true, json: true }, []));
    expect([isDryRun, steps]).toEqual([true, expect.arrayContaining(['create after_insert of Shop Tag'])]);
    await json(() => WEBHOOKS_SYNC.run(env, { json: true }, []));
    expect(await json(() => WEBHOOKS_SYNC.run(env, { json: true }, []))).toEqual({
      site: null,
      isDryRun: false,
      steps: [],
    });
  });

  test('prints what a scan found', async () => {
    const source = 'import frappe\n\n@frappe.whitelist()\ndef add(a: int):\n    return a\n';
    using app = writeApp([], { 'yard/hooks.py': '', 'yard/__init__.py': '', 'yard/api.py': source });
    const folder = await mkdtemp(join(tmpdir(), 'json-'));
    const file = join(folder, 'methods.json');
    const found = await json(() => runCommand(['methods', 'scan', app.path, '--json', '--out', file]));
    expect(found).toMatchObject({ file, functions: 1, docMethods: 0, warnings: [] });
    await rm(folder, { recursive: true });
  });
});

/** The output of a command, which is one JSON object and nothing else. */
async function json(run: () => Promise<void>): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await run();
  log.mockRestore();
  return JSON.parse(lines.join('\n')) as Record<string, unknown>;
}
