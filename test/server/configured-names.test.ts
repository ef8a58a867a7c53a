import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { DOCTOR } from '../../src/commands/doctor.ts';
import { SCHEMA_PRINT } from '../../src/commands/schema-print.ts';
import { SCHEMA_REPORT } from '../../src/commands/schema-report.ts';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const HINT = 'Correct it, or give it as {"name": …, "optional": true} if it may appear later.';

let site: DemoSite;
beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
});
afterAll(() => site.close());

describe('a name in the configuration that matches nothing', () => {
  test.each<[object, string]>([
    [
      { hide: { fields: ['Shop Customer.emial'] } },
      'hide.fields: "Shop Customer.emial" is not a docfield of the site. Did you mean Shop Customer.email?',
    ],
    [
      { hide: { fields: ['Shop Custmer.email'] } },
      'hide.fields: "Shop Custmer.email" is not of a DocType of the site. Did you mean Shop Customer.email?',
    ],
    [
      { hide: { fields: ['shop customer.Customer Name'] } },
      'hide.fields: "shop customer.Customer Name" is not of a DocType of the site. Did you mean Shop Customer.customer_name?',
    ],
    [
      { exclude: { doctypes: ['Shop Retrun'] } },
      'exclude.doctypes: "Shop Retrun" is not a DocType of the site. Did you mean Shop Return?',
    ],
    [
      { exclude: { modules: ['Shopflor'] } },
      'exclude.modules: "Shopflor" is not a module that has DocTypes on the site. Did you mean Shopfloor?',
    ],
    [
      { exclude: { apps: ['shop_floor'] } },
      'exclude.apps: "shop_floor" is not an app that has DocTypes on the site. Did you mean shopfloor?',
    ],
    [{ include: { apps: ['erpnext'] } }, 'include.apps: "erpnext" is not an app that has DocTypes on the site.'],
    [
      { include: { modules: ['shopfloor'] } },
      'include.modules: "shopfloor" is not a module that has DocTypes on the site. Did you mean Shopfloor?',
    ],
    [{ include: { doctypes: ['Nothing'] } }, 'include.doctypes: "Nothing" is not a DocType of the site.'],
    [
      { rename: { doctypes: { 'Shop Orders': 'Order' } } },
      'rename.doctypes: "Shop Orders" is not a DocType of the site. Did you mean Shop Order?',
    ],
    [
      { rename: { fields: { 'Shop Order.custmer': 'buyer' } } },
      'rename.fields: "Shop Order.custmer" is not a docfield of the site. Did you mean Shop Order.customer?',
    ],
    [
      { childRowsByDocument: ['Shop_Order'] },
      'childRowsByDocument: "Shop_Order" is not a DocType of the site. Did you mean Shop Order?',
    ],
    [
      { childRowsByDocument: ['Shop Order', 'Shop Tag'] },
      'childRowsByDocument: "Shop Tag" is a DocType without child tables.',
    ],
    [{ childRowsByDocument: ['Shop Metric'] }, 'childRowsByDocument: "Shop Metric" is a DocType without child tables.'],
    [{ childRowsByDocument: ['Shop Item'] }, 'childRowsByDocument: "Shop Item" is a DocType without child tables.'],
    [
      { writable: { fields: ['Shop Order.net_totl'] } },
      'writable.fields: "Shop Order.net_totl" is not a docfield of the site. Did you mean Shop Order.net_total?',
    ],
    [
      { events: { doctypes: ['ShopTag'] } },
      'events.doctypes: "ShopTag" is not a DocType of the site. Did you mean Shop Tag?',
    ],
    [
      { methods: { allow: ['shopfloor.apii.*'] } },
      'methods.allow: "shopfloor.apii.*" matches no method of the methods file. Did you mean shopfloor.api.*?',
    ],
    [
      { methods: { deny: ['Shop Order.shipp'] } },
      'methods.deny: "Shop Order.shipp" matches no method of the methods file. Did you mean Shop Order.ship?',
    ],
    [
      { methods: { deny: ['frappe.client.*'] } },
      'methods.deny: "frappe.client.*" matches no method of the methods file.',
    ],
  ])('stops startup: %j', async (config, message) => {
    const { env, file } = withConfig(config);
    await expect(start(env)).rejects.toEqual(new ConfigError(`${file}: ${message} ${HINT}`));
  });

  test('stops startup if a correction of the methods file has it', async () => {
    const file = write({ corrections: { 'a.b.secret': { hide: true } }, methods: { 'a.b.secrets': {} } });
    const message = 'corrections: "a.b.secret" is not a method of the methods file. Did you mean a.b.secrets?';
    await expect(start({ METHODS_FILE: file })).rejects.toEqual(new ConfigError(`${file}: ${message} ${HINT}`));
  });

  test.each<[object, string]>([
    [
      { hide: { fields: ['Shop Order.owner'] } },
      'hide.fields: "Shop Order.owner" is a column of every document, which no setting can change.',
    ],
    [
      { hide: { fields: [{ name: 'Shop Customer.sb_numbers', optional: true }] } },
      'hide.fields: "Shop Customer.sb_numbers" is a Section Break, which holds no value.',
    ],
    [
      { rename: { fields: { 'Shop Order.modified': { name: 'changed', optional: true } } } },
      'rename.fields: "Shop Order.modified" is a column of every document, which no setting can change.',
    ],
    [
      { exclude: { doctypes: ['User'] } },
      'exclude.doctypes: "User" cannot be left out, because every document names its owner; list its docfields in hide.fields instead.',
    ],
    [
      { childRowsByDocument: ['Shop Order Item'] },
      'childRowsByDocument: "Shop Order Item" is a child DocType; name the DocType that has it as a table instead. Did you mean Shop Order?',
    ],
    ...['Shop Customer.order_count', 'Shop Region.lft', 'Shop Region.old_parent'].map((name): [object, string] => [
      { writable: { fields: [{ name, optional: true }] } },
      `writable.fields: "${name}" is computed by the site, which keeps no other value.`,
    ]),
  ])('stops startup too if it is there but can have no effect, even as optional: %j', async (config, message) => {
    const { env, file } = withConfig(config);
    await expect(start(env)).rejects.toEqual(new ConfigError(`${file}: ${message} Remove it.`));
  });

  test('is one of several, and says how many there are', async () => {
    const { env } = withConfig({ hide: { fields: ['A.b', 'C.d'] }, exclude: { apps: ['e'] } });
    await expect(start(env)).rejects.toThrow('There are 2 more; frappe-graphql doctor lists them.');
  });

  test('may be optional, and then has its effect if it appears', async () => {
    const config = {
      hide: { fields: [{ name: 'Shop Customer.custom_pin', optional: true }, 'Shop Customer.email'] },
      rename: { doctypes: { 'Shop Visit': { name: 'Visit', optional: true } } },
      exclude: { apps: [{ name: 'payroll', optional: true }] },
      methods: { deny: [{ name: 'frappe.client.*', optional: true }] },
    };
    const methods = write({ corrections: { 'a.b': { hide: true, optional: true } } });
    await using own = await startDemoSite({ version: 15, scale: 'small' });
    const gateway = await start({ ...withConfig(config).env, METHODS_FILE: methods }, own);
    try {
      own.database.insert('Custom Field', customField('custom_pin'));
      own.database.insert('Custom Field', customField('custom_note'));
      await gateway.site.refresh();
      const fields = fieldsOf(gateway, 'ShopCustomer');
      expect(fields).toContain('custom_note');
      expect(fields).not.toContain('custom_pin');
      expect(fields).not.toContain('email');
    } finally {
      await gateway.close();
    }
  });
});

describe('a name that has matched before', () => {
  const config = { hide: { fields: ['Shop Customer.custom_pin'] } };

  test('is a warning once it has vanished, also at later starts, and hides again when it returns', async () => {
    await using own = await startDemoSite({ version: 15, scale: 'small' });
    own.database.insert('Custom Field', customField('custom_pin'));
    const { env, file } = withConfig(config);
    const SNAPSHOT_FILE = join(mkdtempSync(join(tmpdir(), 'names-')), 'model.json.gz');
    const warning = `${file}: hide.fields: "Shop Customer.custom_pin" is not a docfield of the site. It matched before, and counts again if it returns.`;
    const log: string[] = [];

    const first = await start({ ...env, SNAPSHOT_FILE }, own, log);
    own.database.delete('Custom Field', 'Shop Customer-custom_pin');
    await first.site.refresh();
    await first.site.refresh();
    await first.close();
    expect(log).toEqual([warning]);

    log.length = 0;
    const second = await start({ ...env, SNAPSHOT_FILE }, own, log);
    expect(log).toEqual([warning]);
    own.database.insert('Custom Field', customField('custom_note'));
    await second.site.refresh();
    await second.close();
    const third = await start({ ...env, SNAPSHOT_FILE }, own, log);
    own.database.insert('Custom Field', customField('custom_pin'));
    await third.site.refresh();
    expect(fieldsOf(third, 'ShopCustomer')).not.toContain('custom_pin');
    expect(fieldsOf(third, 'ShopCustomer')).toContain('custom_note');
    await third.close();
  });

  test('is new to the snapshot: the site is asked before startup is refused', async () => {
    await using own = await startDemoSite({ version: 15, scale: 'small' });
    const SNAPSHOT_FILE = join(mkdtempSync(join(tmpdir(), 'names-')), 'model.json.gz');
    await (await start({ SNAPSHOT_FILE }, own)).close();
    own.database.insert('Custom Field', customField('custom_pin'));
    const { env } = withConfig(config);
    own.fault = () => ({ resetSocket: true });
    await expect(start({ ...env, SNAPSHOT_FILE }, own)).rejects.toThrow('hide.fields: "Shop Customer.custom_pin"');
    own.fault = undefined;
    const gateway = await start({ ...env, SNAPSHOT_FILE }, own);
    expect(fieldsOf(gateway, 'ShopCustomer')).not.toContain('custom_pin');
    await gateway.close();
  });
});

describe('the commands', () => {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
  });
  afterEach(() => vi.restoreAllMocks());
  const config = {
    hide: { fields: ['Shop Customer.emial', { name: 'Shop Customer.custom_pin', optional: true }] },
    exclude: { apps: ['shop_floor'] },
  };

  test('doctor reports every one', async () => {
    const { env, file } = withConfig(config);
    await expect(DOCTOR.run({ ...gatewayEnv(site), ...env }, {}, [])).rejects.toThrow('2 checks failed.');
    expect(printed).toContain(
      `FAIL ${file}: hide.fields: "Shop Customer.emial" is not a docfield of the site. Did you mean Shop Customer.email? ${HINT}`,
    );
    expect(printed.filter((line) => line.includes(file))).toHaveLength(3);
    expect(printed).toContainEqual(expect.stringMatching(/^ok .*custom_pin.* It is optional\.$/));
  });

  test('report one that has vanished, and do not fail', async () => {
    await using own = await startDemoSite({ version: 15, scale: 'small' });
    own.database.insert('Custom Field', customField('custom_pin'));
    const { env } = withConfig({ hide: { fields: ['Shop Customer.custom_pin'] } });
    const settings = { ...env, SNAPSHOT_FILE: join(mkdtempSync(join(tmpdir(), 'names-')), 'model.json.gz') };
    await (await start(settings, own)).close();
    own.database.delete('Custom Field', 'Shop Customer-custom_pin');
    const error = vi.spyOn(console, 'error').mockImplementation((line: string) => printed.push(line));
    await DOCTOR.run({ ...gatewayEnv(own), ...settings }, {}, []);
    expect(printed).toContainEqual(expect.stringMatching(/^warn .*custom_pin.* It matched before/));
    await SCHEMA_REPORT.run({ ...gatewayEnv(own), ...settings }, {}, []);
    expect(printed).toContainEqual(expect.stringMatching(/^vanished {2}.*custom_pin/));
    await SCHEMA_PRINT.run({ ...gatewayEnv(own), ...settings }, {}, []);
    expect(error).toHaveBeenCalledWith(expect.stringMatching(/^warning: .*custom_pin/));
  });

  test('schema report lists every one, and fails', async () => {
    const { env, file } = withConfig(config);
    await expect(SCHEMA_REPORT.run({ ...gatewayEnv(site), ...env }, {}, [])).rejects.toThrow(
      `${file}: exclude.apps: "shop_floor"`,
    );
    expect(printed.map((line) => line.split('  ')[0])).toEqual(
      expect.arrayContaining(['unmatched', 'unmatched', 'optional']),
    );
  });

  test('schema print prints nothing, and fails', async () => {
    const { env, file } = withConfig(config);
    await expect(SCHEMA_PRINT.run({ ...gatewayEnv(site), ...env }, {}, [])).rejects.toThrow(
      `${file}: exclude.apps: "shop_floor"`,
    );
    expect(printed).toEqual([]);
  });
});

function withConfig(config: object): { env: Record<string, string>; file: string } {
  const file = write(config);
  return { env: { SCHEMA_CONFIG_FILE: file }, file };
}

function write(content: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'names-')), 'config.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** @param warnings gets the text of every warning. */
function start(env: Record<string, string>, of: DemoSite = site, warnings: string[] = []): Promise<Gateway> {
  const write = (chunk: unknown, _encoding: string, done: () => void) => {
    warnings.push((JSON.parse(String(chunk)) as { msg: string }).msg);
    done();
  };
  return startGateway(
    readConfig({ ...gatewayEnv(of), ...env }),
    pino({ level: 'warn' }, new Writable({ write })),
    SHARED_SCHEMAS,
  );
}

function fieldsOf(gateway: Gateway, type: string): string[] {
  const found = gateway.site.current().schema.getType(type);
  return found && 'getFields' in found ? Object.keys(found.getFields()) : [];
}

function customField(fieldname: string): Record<string, unknown> & { name: string } {
  const dt = 'Shop Customer';
  return { name: `${dt}-${fieldname}`, dt, fieldname, fieldtype: 'Data', label: fieldname, insert_after: 'email' };
}
