import { createHmac } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { type DemoRequest, type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const SECRET = 'webhook-secret';

/** A gateway that looks for changes when told to, with what it logged. */
interface WatchedGateway extends AsyncDisposable {
  site: DemoSite;
  gateway: Gateway;
  log: string[];
}

describe('a look for a changed model', () => {
  test('adopts a new Custom Field, and a deleted one, which only the count reveals', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    addRank(site);
    await gateway.site.refresh();
    expect(fieldsOf(gateway, 'Shop Tag')).toContain('custom_rank');
    site.database.delete('Custom Field', 'Shop Tag-custom_rank');
    await gateway.site.refresh();
    expect(fieldsOf(gateway, 'Shop Tag')).not.toContain('custom_rank');
  });

  test('takes up a changed Property Setter', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    site.database.update('Property Setter', 'Shop Customer-customer_type-options', { value: 'Company\nClub' });
    await gateway.site.refresh();
    const answer = await ask(gateway, '{ __type(name: "ShopCustomer_customer_type") { enumValues { name } } }');
    expect(answer.data.__type.enumValues).toEqual([{ name: 'Company' }, { name: 'Club' }]);
  });

  test('takes up changed permissions', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    const permission = { name: 'perm-1', parent: 'Shop Tag', role: 'Shop Clerk', read: 1, idx: 1 };
    site.database.insert('Custom DocPerm', permission);
    await gateway.site.refresh();
    const roles = () =>
      gateway.site
        .current()
        .site.doctypes.get('Shop Tag')
        ?.permissions.map(({ role }) => role);
    expect(roles()).toEqual(['Shop Clerk']);
    site.database.update('Custom DocPerm', 'perm-1', { role: 'Shop Manager' });
    await gateway.site.refresh();
    expect(roles()).toEqual(['Shop Manager']);
    site.database.delete('Custom DocPerm', 'perm-1');
    await gateway.site.refresh();
    expect(roles()).not.toEqual(['Shop Manager']);
  });

  test('takes up a changed DocType', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    site.database.run("UPDATE \"tabDocField\" SET label = 'Now called so' WHERE parent = 'Shop Tag' AND idx = 1");
    site.database.update('DocType', 'Shop Tag', { allow_rename: 1 });
    await gateway.site.refresh();
    expect(gateway.site.current().site.doctypes.get('Shop Tag')?.docfields[0]?.label).toBe('Now called so');
  });

  test('takes up a change that the site makes while its model is read', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    site.database.update('Property Setter', 'Shop Customer-short_note-label', { value: 'Changed' });
    site.requests.length = 0;
    const isAnswered = ({ path, endedAt }: DemoRequest) => isListOf(path, 'DocField') && endedAt > 0;
    site.fault = async ({ path }) => {
      if (!isListOf(path, 'DocType')) return undefined;
      site.fault = undefined;
      // Docfields that are asked for at the same time are those of before the change.
      await until(() => site.requests.some(isAnswered), 0.3).catch(() => undefined);
      site.database.run("UPDATE \"tabDocField\" SET label = 'Now called so' WHERE parent = 'Shop Tag' AND idx = 1");
      site.database.update('DocType', 'Shop Tag', { allow_rename: 1 });
      return undefined;
    };
    await gateway.site.refresh();
    await gateway.site.refresh();
    expect(gateway.site.current().site.doctypes.get('Shop Tag')?.docfields[0]?.label).toBe('Now called so');
  });

  test('takes up changes after one that is dated in the future', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    site.database.run("UPDATE `tabDocType` SET modified = '2099-01-01 00:00:00.000000' WHERE name = 'Shop Item'");
    await gateway.site.refresh();
    site.database.run("UPDATE \"tabDocField\" SET label = 'Now called so' WHERE parent = 'Shop Tag' AND idx = 1");
    site.database.update('DocType', 'Shop Tag', { allow_rename: 1 });
    await gateway.site.refresh();
    expect(gateway.site.current().site.doctypes.get('Shop Tag')?.docfields[0]?.label).toBe('Now called so');
    const before = gateway.site.current();
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
  });

  test('builds nothing where nothing changed', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    const before = gateway.site.current();
    site.requests.length = 0;
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
    expect(site.requests).toHaveLength(10);
  });

  test('is made once more for all that were asked for during one', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    site.requests.length = 0;
    await Promise.all([gateway.site.refresh(), gateway.site.refresh(), gateway.site.refresh(), gateway.site.refresh()]);
    expect(site.requests).toHaveLength(20);
  });

  test('keeps the former schema while the site fails, and says so', async () => {
    await using watched = await start();
    const { site, gateway, log } = watched;
    addRank(site);
    const before = gateway.site.current();
    for (const fault of [{ status: 503, body: '<html>' }, { resetSocket: true }, { status: 200, body: '[]' }]) {
      site.fault = () => fault;
      await gateway.site.refresh();
      expect(gateway.site.current()).toBe(before);
    }
    // Of a site that is away there is one line, however often it is looked at.
    expect(log.filter((line) => line.includes('the site is away'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('the model was not refreshed'))).toHaveLength(1);
    site.fault = undefined;
    await gateway.site.refresh();
    expect(fieldsOf(gateway, 'Shop Tag')).toContain('custom_rank');
  });
});

test('what a site can do is not taken from calls that it does not answer', async () => {
  await using watched = await start();
  const { site, gateway } = watched;
  const capabilities = () => gateway.site.current().site.info.capabilities;
  const before = capabilities();
  expect(before).toMatchObject({ tellsRoles: true, v2: true });
  addRank(site);
  for (const [method, fault] of [
    ['user.get_roles', { status: 503, body: '<html>' }],
    ['v2/method/ping', { resetSocket: true }],
    ['save.discard', { status: 429 }],
  ] as const) {
    site.fault = ({ path }) => (path.includes(method) ? fault : undefined);
    await gateway.site.refresh();
    expect([method, fields(), capabilities()]).toEqual([method, false, before]);
  }
  site.fault = undefined;
  await gateway.site.refresh();
  expect([fields(), capabilities()]).toEqual([true, before]);

  function fields() {
    return fieldsOf(gateway, 'Shop Tag').includes('custom_rank');
  }
});

describe('a running query', () => {
  test('finishes on the schema that it began with', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    addRank(site);
    await gateway.site.refresh();
    site.requests.length = 0;
    let letGo: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Order?') ? { delayMs: 300 } : undefined);
    const query =
      '{ shopOrders(first: 2) { nodes { name customer { customer_name } } } shopTags(first: 1) { nodes { custom_rank } } }';
    const running = ask(gateway, query).finally(letGo);
    await until(() => site.requests.some(({ path }) => path.startsWith('/api/resource/Shop%20Order?')));
    site.database.delete('Custom Field', 'Shop Tag-custom_rank');
    site.database.delete('Custom Field', 'Shop Customer-custom_loyalty_tier');
    await gateway.site.refresh();
    expect(fieldsOf(gateway, 'Shop Tag')).not.toContain('custom_rank');
    const answer = await running;
    await held;
    expect(answer.errors).toBeUndefined();
    expect(answer.data.shopOrders.nodes[0].customer.customer_name).toBeTypeOf('string');
    const after = await ask(gateway, query);
    expect(after.errors[0].message).toContain('Cannot query field "custom_rank"');
  });
});

describe('a model that cannot be right', () => {
  test('is refused where it has no DocTypes', async () => {
    await using watched = await start();
    const { site, gateway, log } = watched;
    const before = gateway.site.current();
    site.database.run('DELETE FROM "tabCustom Field"');
    site.fault = ({ path }) => (isListOf(path, 'DocType') ? { status: 200, body: '{"data":[]}' } : undefined);
    await gateway.site.refresh();
    await gateway.site.refresh();
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
    expect(log.filter((line) => line.includes('no DocTypes; the previous'))).toHaveLength(3);
  });

  test('is taken up only after two equal looks where it lost more than a tenth of its DocTypes', async () => {
    await using watched = await start();
    const { site, gateway, log } = watched;
    const spare = Array.from({ length: 20 }, (_, index) => `Spare Part ${index}`);
    for (const name of spare) site.database.insert('DocType', { name, module: 'Shopfloor', custom: 1 });
    await gateway.site.refresh();
    const before = gateway.site.current();
    expect(before.site.doctypes.has('Spare Part 19')).toBe(true);
    for (const name of spare) site.database.delete('DocType', name);
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
    expect(log.some((line) => /lost 20 of \d+ DocTypes; waiting for a second look/.test(line))).toBe(true);
    // Another model than the one before: it has to be seen twice, too.
    site.database.delete('DocType', 'Shop Metric');
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
    await gateway.site.refresh();
    expect(gateway.site.current().site.doctypes.size).toBe(before.site.doctypes.size - 21);
  });

  test('is taken up at once where it lost less than a tenth', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    const before = gateway.site.current().site.doctypes.size;
    site.database.delete('DocType', 'Shop Metric');
    await gateway.site.refresh();
    expect(gateway.site.current().site.doctypes.size).toBe(before - 1);
  });

  test('is looked at twice again where the site was whole in between', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    const before = gateway.site.current();
    const body = '{"data":[{"name":"User","modified":"2026-01-01 00:00:00"}]}';
    const loses = () => {
      site.fault = ({ path }) => (isListOf(path, 'DocType') ? { status: 200, body } : undefined);
    };
    site.database.update('Property Setter', 'Shop Customer-short_note-label', { value: 'One' });
    loses();
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(before);
    site.fault = undefined;
    await gateway.site.refresh();
    const whole = gateway.site.current();
    expect(whole).not.toBe(before);
    loses();
    site.database.update('Property Setter', 'Shop Customer-short_note-label', { value: 'Two' });
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(whole);
  });

  test('is not taken up at its first look again where an equal one was long before', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    const spare = Array.from({ length: 20 }, (_, index) => `Spare Part ${index}`);
    const add = () => {
      for (const name of spare) {
        const modified = '2026-01-01 00:00:00';
        site.database.insert('DocType', { name, module: 'Shopfloor', custom: 1, modified });
      }
    };
    const lose = () => {
      for (const name of spare) site.database.delete('DocType', name);
    };
    add();
    await gateway.site.refresh();
    const whole = gateway.site.current();
    lose();
    await gateway.site.refresh();
    add();
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(whole);
    lose();
    await gateway.site.refresh();
    expect(gateway.site.current()).toBe(whole);
  });

  test('leaves the former schema where its own would not be valid', async () => {
    await using watched = await start();
    const { site, gateway, log } = watched;
    const before = gateway.site.current();
    // A type of this name is the gateway's own.
    site.database.insert('DocType', { name: 'Int Range', module: 'Shopfloor', custom: 1, istable: 0, issingle: 0 });
    site.database.insert('DocField', {
      name: 'int-range-1',
      parent: 'Int Range',
      parenttype: 'DocType',
      parentfield: 'fields',
      idx: 1,
      fieldname: 'low',
      fieldtype: 'Int',
    });
    await gateway.site.refresh();
    const answer = await ask(gateway, '{ shopTags(first: 1) { nodes { name } } }');
    expect(answer.errors).toBeUndefined();
    if (gateway.site.current() === before) {
      expect(log.some((line) => line.includes('the model was not refreshed'))).toBe(true);
    } else {
      expect(gateway.site.current().site.doctypes.has('Int Range')).toBe(true);
    }
  });
});

describe('the metadata webhook', () => {
  test('has the site looked at where it is signed', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    addRank(site);
    const body = JSON.stringify({ doctype: 'Custom Field', name: 'Shop Tag-custom_rank' });
    expect((await deliver(gateway, body, sign(body))).status).toBe(202);
    await until(() => fieldsOf(gateway, 'Shop Tag').includes('custom_rank'));
  });

  test('is refused where its signature is forged, missing or of another body', async () => {
    await using watched = await start();
    const { site, gateway } = watched;
    addRank(site);
    site.requests.length = 0;
    const body = '{"doctype":"Custom Field"}';
    for (const signature of [
      sign(`${body} `),
      sign(body, 'other'),
      '',
      'x',
      sign(body).slice(0, -2),
      `AA${sign(body)}`,
    ]) {
      expect((await deliver(gateway, body, signature)).status, signature).toBe(401);
    }
    const unsigned = await fetch(`${gateway.url}/webhooks/frappe/metadata`, { method: 'POST', body });
    expect(unsigned.status).toBe(401);
    expect(site.requests).toEqual([]);
    expect(fieldsOf(gateway, 'Shop Tag')).not.toContain('custom_rank');
  });

  test('takes POST and PUT and at most a mebibyte', async () => {
    await using watched = await start();
    const { gateway } = watched;
    expect((await fetch(`${gateway.url}/webhooks/frappe/metadata`)).status).toBe(405);
    const put = { method: 'PUT', body: '{}', headers: { 'x-frappe-webhook-signature': sign('{}') } };
    expect((await fetch(`${gateway.url}/webhooks/frappe/metadata`, put)).status).toBe(202);
    const big = 'x'.repeat(1024 * 1024 + 1);
    const status = await deliver(gateway, big, sign(big)).then(
      (response) => response.status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(status);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });

  test('is not there without a secret', async () => {
    await using watched = await start({ WEBHOOK_SECRET: '' });
    expect((await deliver(watched.gateway, '{}', sign('{}'))).status).toBe(404);
  });
});

async function start(env: Record<string, string> = {}): Promise<WatchedGateway> {
  const site = await startDemoSite();
  const log: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      log.push(String(chunk));
      done();
    },
  });
  const config = readConfig({ ...gatewayEnv(site), WEBHOOK_SECRET: SECRET, ...env });
  const gateway = await startGateway(config, pino({ level: 'debug' }, stream), SHARED_SCHEMAS);
  return {
    site,
    gateway,
    log,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await site.close();
    },
  };
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

function fieldsOf(gateway: Gateway, doctype: string): string[] {
  return (gateway.site.current().site.doctypes.get(doctype)?.docfields ?? []).map(({ fieldname }) => fieldname);
}

async function ask(gateway: Gateway, query: string) {
  const headers = { 'content-type': 'application/json', authorization: 'token gatewaykey0000001:gatewaysecret0000001' };
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return JSON.parse(await response.text());
}

function isListOf(path: string, doctype: string): boolean {
  return path.startsWith(`/api/resource/${encodeURIComponent(doctype)}?`) && path.includes('limit_page_length=0');
}

function sign(body: string, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

function deliver(gateway: Gateway, body: string, signature: string): Promise<Response> {
  const headers = { 'x-frappe-webhook-signature': signature };
  return fetch(`${gateway.url}/webhooks/frappe/metadata`, { method: 'POST', headers, body });
}
