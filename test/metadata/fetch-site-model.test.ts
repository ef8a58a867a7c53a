import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { METADATA_TABLES } from '../../src/metadata/metadata-tables.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { type DemoUser, gatewayEnv, startTestGateway } from '../support/start-gateway.ts';

describe('the start with a System Manager', () => {
  test('takes one bulk call for each metadata table', async () => {
    await using site = await startDemoSite();
    const gateway = await startGateway(readConfig(gatewayEnv(site)), undefined, SHARED_SCHEMAS);
    try {
      for (const { doctype } of METADATA_TABLES) {
        const path = `/api/resource/${encodeURIComponent(doctype)}?`;
        const calls = site.requests.filter((request) => request.path.startsWith(path));
        const whole = calls.filter(
          ({ path }) => path.includes('limit_page_length=0') && !path.includes('track_seen%22%2C'),
        );
        expect(whole, doctype).toHaveLength(1);
      }
      // Eight tables, the DocTypes that track who has seen them, three getdoctype for the tables' columns, versions,
      // time zone and eleven probes.
      expect(site.requests.length).toBe(25);
      expect(site.requests.every(({ method }) => method === 'GET')).toBe(true);
    } finally {
      await gateway.close();
    }
  });

  test('asks for no column that the version does not have', async () => {
    for (const version of [14, 15, 16, 17] as FrappeMajor[]) {
      await using gateway = await startTestGateway({ version });
      const answer = await gateway.query('{ site { frappeVersion } }');
      expect(answer.data.site.frappeVersion).toMatch(new RegExp(`^${version}\\.`));
    }
  });
});

describe.each<FrappeMajor>([14, 17])('a service account without System Manager on v%i', (version) => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await startDemoSite({ version });
  });
  afterAll(() => site.close());

  test('reads each named DocType in one merged call, and serves them', async () => {
    site.requests.length = 0;
    const gateway = await startGateway(
      readConfig(envOf(site, 'alice', ['Shop Order', 'Shop Customer'])),
      undefined,
      SHARED_SCHEMAS,
    );
    try {
      const merged = site.requests.filter(({ path }) => path.includes('load.getdoctype'));
      const names = merged.map(({ path }) => new URL(path, 'http://site').searchParams.get('doctype'));
      // Three for the metadata tables' columns come first; then one for each name, and one for User.
      expect(names.slice(3).sort()).toEqual(['Shop Customer', 'Shop Order', 'User']);
      const meta = gateway.site.current().site.doctypes.get('Shop Order');
      // What the site merged is there: the child DocType that came along, the Custom Field, and the permissions.
      expect(gateway.site.current().site.doctypes.has('Shop Order Item')).toBe(true);
      expect(meta?.docfields.map(({ fieldname }) => fieldname)).toContain('custom_priority');
      expect(meta?.permissions.length).toBeGreaterThan(0);
      const answer = await ask(
        gateway.url,
        site,
        'alice',
        '{ shopOrders(first: 1) { nodes { name customer { name } items { qty } } } }',
      );
      expect(answer.errors).toBeUndefined();
      expect(answer.data.shopOrders.nodes[0].items[0].qty).toBeTypeOf('number');
    } finally {
      await gateway.close();
    }
  });

  test('takes up a change of a merged DocType', async () => {
    const gateway = await startGateway(readConfig(envOf(site, 'alice', ['Shop Tag'])), undefined, SHARED_SCHEMAS);
    try {
      site.database.insert('Custom Field', {
        name: 'Shop Tag-custom_rank',
        dt: 'Shop Tag',
        fieldname: 'custom_rank',
        fieldtype: 'Int',
        label: 'Rank',
        insert_after: 'nothing',
      });
      await gateway.site.refresh();
      expect(fieldnames(gateway.site.current().site.doctypes.get('Shop Tag'))).toContain('custom_rank');
    } finally {
      await gateway.close();
    }
  });

  test('reports the entry of the schema configuration that does not name a DocType', async () => {
    await expect(startGateway(readConfig(envOf(site, 'alice', ['Shop Order', 'No Such DocType'])))).rejects.toThrow(
      /include\.doctypes.*No Such DocType/,
    );
  });

  test('goes on without a named DocType that is deleted, and reports it once', async () => {
    const names = ['Shop Tag', 'Shop Metric', 'Shop Order', 'Shop Customer', 'Shop Item', 'Shop Note', 'Shop Region'];
    const lines: string[] = [];
    const log = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
    await using own = await startDemoSite({ version });
    const gateway = await startGateway(
      readConfig(envOf(own, 'alice', names)),
      pino({ level: 'warn' }, log),
      SHARED_SCHEMAS,
    );
    try {
      own.database.delete('DocType', 'Shop Metric');
      await gateway.site.refresh();
      await gateway.site.refresh();
      await gateway.site.refresh();
      expect(gateway.site.current().site.doctypes.has('Shop Metric')).toBe(false);
      expect(gateway.site.current().site.doctypes.has('Shop Tag')).toBe(true);
      expect(
        lines.filter((line) => line.includes('include.doctypes: \\"Shop Metric\\" is not a DocType')),
      ).toHaveLength(1);
    } finally {
      await gateway.close();
    }
  });
});

function envOf(site: DemoSite, user: Exclude<DemoUser, 'guest'>, doctypes: string[]): Record<string, string> {
  const file = join(mkdtempSync(join(tmpdir(), 'gateway-schema-')), 'gateway.config.json');
  writeFileSync(file, JSON.stringify({ include: { doctypes } }));
  const [key = '', secret = ''] = site.authorization(user).replace('token ', '').split(':');
  return { ...gatewayEnv(site), FRAPPE_API_KEY: key, FRAPPE_API_SECRET: secret, SCHEMA_CONFIG_FILE: file };
}

async function ask(url: string, site: DemoSite, user: Exclude<DemoUser, 'guest'>, query: string) {
  const headers = { 'content-type': 'application/json', authorization: site.authorization(user) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return JSON.parse(await response.text());
}

function fieldnames(meta: { docfields: readonly { fieldname: string }[] } | undefined): string[] {
  return (meta?.docfields ?? []).map(({ fieldname }) => fieldname);
}
