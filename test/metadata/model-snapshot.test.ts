import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { LazySchema } from '../../src/schema/builder/lazy-schema.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

describe('the snapshot of the model', () => {
  test('is written at the first start, whole and without a credential', async () => {
    await using site = await startDemoSite();
    const file = newFile();
    await startAndStop(site, file);
    const snapshot = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
    expect(snapshot.siteUrl).toBe(`${site.url}/`);
    expect(snapshot.model.tables.DocType.length).toBeGreaterThan(50);
    expect(readdirSync(dirname(file))).toEqual(['model.json.gz']);
    expect(JSON.stringify(snapshot)).not.toContain('secret0000001');
  });

  test('serves while the site is down, and the site is asked again behind it', async () => {
    await using site = await startDemoSite();
    const file = newFile();
    await startAndStop(site, file);
    site.fault = () => ({ status: 503, body: '<html>maintenance</html>' });
    const gateway = await start(site, file);
    try {
      expect(await typeFields(gateway, 'ShopTag')).not.toContain('custom_rank');
      site.fault = undefined;
      addRank(site);
      await gateway.site.refresh();
      await gateway.site.refresh();
      expect(await typeFields(gateway, 'ShopTag')).toContain('custom_rank');
    } finally {
      await gateway.close();
    }
    // What was taken up is kept, too: the next start has it at once, even with the site down.
    site.fault = () => ({ resetSocket: true });
    const next = await start(site, file);
    try {
      expect(await typeFields(next, 'ShopTag')).toContain('custom_rank');
    } finally {
      await next.close();
    }
  });

  test('is refreshed after the start without a request', async () => {
    await using site = await startDemoSite();
    const file = newFile();
    await startAndStop(site, file);
    addRank(site);
    const gateway = await start(site, file);
    try {
      await until(async () => (await typeFields(gateway, 'ShopTag')).includes('custom_rank'));
    } finally {
      await gateway.close();
    }
  });

  test.each([
    ['text', () => Buffer.from('not a snapshot')],
    ['nothing', () => Buffer.alloc(0)],
    ['cut gzip', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['another format', (whole: Buffer) => rewrite(whole, (snapshot) => ({ ...snapshot, format: 99 }))],
    [
      'another site',
      (whole: Buffer) => rewrite(whole, (snapshot) => ({ ...snapshot, siteUrl: 'https://other.example/' })),
    ],
    ['JSON null', () => gzipSync('null')],
    ['rows that are not objects', (whole: Buffer) => rewrite(whole, withoutRows)],
  ])('that holds %s is ignored, and written again', async (_what, spoil) => {
    await using site = await startDemoSite();
    const file = newFile();
    await startAndStop(site, file);
    const whole = readFileSync(file);
    writeFileSync(file, spoil(whole));
    await startAndStop(site, file);
    const again = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
    expect(again.siteUrl).toBe(`${site.url}/`);
    expect(again.format).toBe(6);
  });

  test.each([
    ['no model', {}],
    ['a model without its parts', { model: {} }],
    ['a model without DocTypes', { model: { info: {}, tables: {}, merged: null, fingerprint: '' } }],
  ])('with %s is ignored', async (_what, change) => {
    await using site = await startDemoSite();
    const file = newFile();
    await startAndStop(site, file);
    const spoiled = rewrite(readFileSync(file), (snapshot) => ({
      format: snapshot.format,
      siteUrl: snapshot.siteUrl,
      ...change,
    }));
    writeFileSync(file, spoiled);
    const gateway = await start(site, file);
    try {
      expect(await typeFields(gateway, 'ShopTag')).toContain('name');
    } finally {
      await gateway.close();
    }
  });

  test('is of the site that FRAPPE_SITE names, and of no other behind the same address', async () => {
    await using site = await startDemoSite();
    const file = newFile();
    const env = { ...gatewayEnv(site), SNAPSHOT_FILE: file };
    await (await startGateway(readConfig({ ...env, FRAPPE_SITE: 'one.example' }), undefined, SHARED_SCHEMAS)).close();
    site.fault = () => ({ status: 503, body: '' });
    const other = await startGateway(readConfig({ ...env, FRAPPE_SITE: 'two.example' })).catch((error: Error) => error);
    if (!(other instanceof Error)) await other.close();
    expect(other).toBeInstanceOf(Error);
  });

  test('costs nothing but time where its place cannot be written to', async () => {
    await using site = await startDemoSite();
    const file = newFile();
    writeFileSync(file, '');
    const gateway = await start(site, join(file, 'below-a-file.json.gz'));
    try {
      expect(await typeFields(gateway, 'ShopTag')).toContain('name');
    } finally {
      await gateway.close();
    }
  });

  test('says that its schema was checked, and the next start does not check it again', async () => {
    await using site = await startDemoSite();
    const env = { ...gatewayEnv(site), SNAPSHOT_FILE: newFile() };
    const checkedSchema = () => JSON.parse(gunzipSync(readFileSync(env.SNAPSHOT_FILE)).toString('utf8')).validSchema;
    const fresh = await startGateway(readConfig(env));
    expect([fresh.site.isValid(), isComplete(fresh), checkedSchema()]).toEqual([false, false, '']);
    await until(() => checkedSchema() !== '');
    expect([fresh.site.isValid(), isComplete(fresh)]).toEqual([true, true]);
    await fresh.close();
    const gateway = await startGateway(readConfig(env));
    try {
      expect([gateway.site.isValid(), isComplete(gateway)]).toEqual([true, false]);
      const query =
        'query($first: Int) { shopOrders(first: $first) { nodes { ...One } } } fragment One on ShopOrder { name }';
      expect((await ask(gateway, query)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
      expect(isComplete(gateway)).toBe(false);
      const wrong = await ask(gateway, '{ node(id: "x") { ... on ShopOrde { name } } }');
      expect(wrong.errors[0].message).toContain('Unknown type "ShopOrde"');
      await until(() => isComplete(gateway));
    } finally {
      await gateway.close();
    }
    const camel = join(dirname(env.SNAPSHOT_FILE), 'schema.json');
    writeFileSync(camel, '{ "fieldNames": "camelCase" }');
    const other = await startGateway(readConfig({ ...env, SCHEMA_CONFIG_FILE: camel }));
    expect(other.site.isValid()).toBe(false);
    await other.close();
  });

  test('is not kept where it is switched off', async () => {
    await using site = await startDemoSite();
    await startAndStop(site, 'off');
    expect(existsSync('off')).toBe(false);
  });
});

function withoutRows(snapshot: Record<string, unknown>): Record<string, unknown> {
  const model = snapshot.model as { tables: object };
  return { ...snapshot, model: { ...model, tables: { ...model.tables, DocType: [null] } } };
}

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'gateway-snapshot-')), 'model.json.gz');
}

function start(site: DemoSite, file: string): Promise<Gateway> {
  return startGateway(readConfig({ ...gatewayEnv(site), SNAPSHOT_FILE: file }), undefined, SHARED_SCHEMAS);
}

async function startAndStop(site: DemoSite, file: string): Promise<void> {
  const gateway = await start(site, file);
  await gateway.close();
}

function addRank(site: DemoSite): void {
  site.database.insert('Custom Field', {
    name: 'Shop Tag-custom_rank',
    dt: 'Shop Tag',
    fieldname: 'custom_rank',
    fieldtype: 'Int',
    label: 'Rank',
    insert_after: 'title',
  });
}

function isComplete(gateway: Gateway): boolean {
  const { schema } = gateway.site.current();
  return schema instanceof LazySchema && schema.isComplete;
}

async function typeFields(gateway: Gateway, type: string): Promise<string[]> {
  const answer = await ask(gateway, `{ __type(name: "${type}") { fields { name } } }`);
  return (answer.data.__type?.fields ?? []).map(({ name }: { name: string }) => name);
}

async function ask(gateway: Gateway, query: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}

function rewrite(whole: Buffer, change: (snapshot: Record<string, unknown>) => Record<string, unknown>): Buffer {
  return gzipSync(JSON.stringify(change(JSON.parse(gunzipSync(whole).toString('utf8')))));
}
