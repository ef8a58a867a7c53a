import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { FEATURE_RIGHTS, FOLLOWED_RIGHT } from '../../src/commands/doctor/account-rights.ts';
import { DOCTOR } from '../../src/commands/doctor.ts';
import { WEBHOOKS_SYNC } from '../../src/commands/webhooks-sync.ts';
import { eventsAfter, onSite } from '../support/event-gateway.ts';
import { gatewayEnv, startWatchedGateway, tenTimesAsOften } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const ROLE = 'GraphQL Gateway';
const FOLLOWED = 'Shop Order';

/** The rules of docs/service-account.md, as far as the simulated site has their DocTypes and takes rules for them. */
const RULES = [
  ...FEATURE_RIGHTS.filter(({ doctype }) => !['RQ Job', 'Server Script'].includes(doctype)),
  { ...FOLLOWED_RIGHT, doctype: FOLLOWED },
];

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

const aboutAccount = () => printed.filter((line) => /^(warn|FAIL) the service account/.test(line));

describe.each<FrappeMajor>([14, 15, 16, 17])(
  'an account of v%i with the rules of the docs and nothing more',
  (version) => {
    test('satisfies the doctor, sets up webhooks, and serves callers and subscribers', async () => {
      await using site = await startDemoSite({ version });
      const env = await accountWith(site, RULES);
      await using gateway = await startAndClose(site, env);
      await WEBHOOKS_SYNC.run({ ...env, WEBHOOK_URL: gateway.url }, {}, []);
      printed = [];
      await DOCTOR.run({ ...env, WEBHOOK_URL: gateway.url }, {}, []);
      expect(aboutAccount()).toEqual([]);
      expect(printed).toContain('ok   the webhooks of the site are as they should be');

      const ask = async (user: 'alice' | 'carol', query: string) => {
        const headers = { 'content-type': 'application/json', authorization: site.authorization(user) };
        const response = await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query }),
        });
        return (await response.json()) as { data: Record<string, unknown>; errors?: { message: string }[] };
      };
      expect((await ask('carol', '{ me { fullName userType roles } }')).data.me).toEqual({
        fullName: 'Carol',
        userType: 'System User',
        roles: expect.arrayContaining(['Shop Manager']),
      });
      const margin = '{ shopOrders(first: 1) { nodes { margin_amount } } }';
      expect((await ask('carol', margin)).errors).toBeUndefined();
      expect((await ask('alice', margin)).errors?.map(({ message }) => message)).toEqual([
        'You are not allowed to read margin_amount.',
      ]);

      const position = await gateway.site.events.head();
      const draft = String(site.database.get('SELECT name FROM "tabShop Order" WHERE docstatus = 0')?.name);
      await onSite(site, 'PUT', `/api/resource/Shop%20Order/${draft}`, { delivery_date: '2027-01-02' });
      await until(async () => (await eventsAfter(gateway, position)).some(({ name }) => name === draft));
    });

    test.each(RULES)('is named by the doctor if it lacks the right on $doctype', async ({ doctype, effect }) => {
      await using site = await startDemoSite({ version });
      const env = await accountWith(
        site,
        RULES.filter((rule) => rule.doctype !== doctype),
      );
      const level = doctype === FOLLOWED ? 'FAIL' : 'warn';
      await DOCTOR.run({ ...env, WEBHOOK_URL: site.url }, {}, []).catch(() => {});
      expect(aboutAccount()).toEqual([
        expect.stringMatching(new RegExp(`^${level} .* is not allowed to read (all of )?${doctype}: ${effect}$`)),
      ]);
    });

    test('cannot be given DocType by a rule, as Frappe ignores it', async () => {
      await using site = await startDemoSite({ version });
      const env = await accountWith(site, [...RULES, { doctype: 'DocType', rights: 'Read' }]);
      const response = await fetch(`${site.url}/api/resource/DocType?limit=1`, {
        headers: { authorization: `token ${env.FRAPPE_API_KEY}:${env.FRAPPE_API_SECRET}` },
      });
      expect(response.status).toBe(403);
    });
  },
);

/** Makes bob the service account, with a role of its own that has these rules. */
async function accountWith(
  site: DemoSite,
  rules: readonly { doctype: string; rights: string }[],
): Promise<Record<string, string>> {
  const user = 'bob@example.com';
  const { database } = site;
  database.insert('Role', { name: ROLE, role_name: ROLE, desk_access: 0 });
  database.run('UPDATE "tabHas Role" SET role = ? WHERE parent = ?', [ROLE, user]);
  for (const { doctype, rights } of rules) {
    // As the Role Permissions Manager does: the rules that a DocType is shipped with are copied first.
    const shipped = database.all('SELECT * FROM "tabDocPerm" WHERE parent = ?', [doctype]);
    const ticked = Object.fromEntries(
      ['read', 'write', 'create', 'delete'].map((right) => [right, has(rights, right)]),
    );
    const levels = rights.includes('levels 0 and 1') ? [0, 1] : [0];
    const own = levels.map((permlevel) => ({ parent: doctype, role: ROLE, permlevel, ...ticked }));
    for (const [index, row] of [...shipped, ...own].entries())
      database.insert('Custom DocPerm', { ...row, name: `${doctype} ${index}` });
  }
  const folder = await mkdtemp(join(tmpdir(), 'account-'));
  const SCHEMA_CONFIG_FILE = join(folder, 'schema.json');
  const doctypes = ['Shop Order', 'Shop Customer'];
  await writeFile(SCHEMA_CONFIG_FILE, JSON.stringify({ include: { doctypes }, events: { doctypes: [FOLLOWED] } }));
  const [key = '', secret = ''] = site.authorization('bob').replace('token ', '').split(':');
  return {
    ...gatewayEnv(site),
    FRAPPE_API_KEY: key,
    FRAPPE_API_SECRET: secret,
    SCHEMA_CONFIG_FILE,
    METHODS_FILE: 'none',
    WEBHOOK_SECRET: 'long enough to be one',
    EVENT_POLL_SECONDS: '1',
  };
}

function has(rights: string, right: string): 0 | 1 {
  return rights.toLowerCase().includes(right) ? 1 : 0;
}

async function startAndClose(site: DemoSite, env: Record<string, string>) {
  const gateway = await startWatchedGateway(site, env, tenTimesAsOften);
  return Object.assign(gateway, { [Symbol.asyncDispose]: () => gateway.close() });
}
