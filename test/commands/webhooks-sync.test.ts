import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { WEBHOOKS_SYNC } from '../../src/commands/webhooks-sync.ts';
import { ConfigError } from '../../src/errors.ts';
import { eventsAfter, followingGateway, onSite } from '../support/event-gateway.ts';

const FOLLOWED = ['Shop Order', 'Shop Tag'];
let printed: string[] = [];

beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

describe.for<FrappeMajor>([14, 15, 16, 17])('webhooks sync, before a site of v%i', (version) => {
  test('creates webhooks that report each change once, and then finds nothing to do', async () => {
    await using site = await startDemoSite({ version });
    const { env, start } = await followingGateway(site, FOLLOWED, { EVENT_POLL_SECONDS: '0' });
    const gateway = await start();
    const settings = { ...env, WEBHOOK_URL: gateway.url };
    await WEBHOOKS_SYNC.run(settings, { 'dry-run': true }, []);
    expect(printed).toHaveLength(16);
    expect(printed[0]).toBe('would create after_insert of Shop Order');
    expect(webhooksOf(site)).toEqual([]);

    printed = [];
    await WEBHOOKS_SYNC.run(settings, {}, []);
    expect(printed[0]).toBe('create after_insert of Shop Order');
    expect(webhooksOf(site)).toHaveLength(16);
    expect(webhooksOf(site).some((webhook) => String(webhook.webhook_docevent).includes('after_submit'))).toBe(false);
    const queues = webhooksOf(site).map((webhook) => webhook.background_jobs_queue);
    expect(new Set(queues)).toEqual(new Set([version === 14 ? undefined : 'short']));

    printed = [];
    await WEBHOOKS_SYNC.run(settings, {}, []);
    expect(printed).toEqual(['The webhooks are as they should be.']);

    const position = await gateway.site.events.head();
    await liveOrder(site);
    await site.worker.idle();
    const told = await eventsAfter(gateway, position);
    expect(told.map(({ kind }) => kind)).toEqual(['INSERT', 'UPDATE', 'SUBMIT', 'UPDATE', 'CANCEL', 'DELETE']);
    await gateway.close();
  });
});

describe('webhooks sync', () => {
  test('repairs what was changed by hand, and removes what is there twice or wanted by nobody', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, FOLLOWED, { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await WEBHOOKS_SYNC.run(env, {}, []);
    const [first, second, third] = webhooksOf(site);
    site.database.update('Webhook', String(first?.name), { enabled: 0, condition: 'doc.docstatus == 1' });
    site.database.delete('Webhook', String(second?.name));
    site.database.insert('Webhook', { ...third, name: 'A copy', creation: '2026-11-22 00:00:00' });
    site.database.insert('Webhook', {
      ...third,
      name: 'Nobody wants it',
      webhook_doctype: 'Shop Item',
      request_url: 'http://127.0.0.1:9/webhooks/frappe/events/on_change/Shop%20Item',
    });
    site.database.insert('Webhook', { ...third, name: 'Of somebody else', request_url: 'http://127.0.0.1:99/hook' });
    printed = [];
    await WEBHOOKS_SYNC.run(env, {}, []);
    expect(printed.sort()).toEqual([
      `create ${second?.webhook_docevent} of ${second?.webhook_doctype}`,
      'remove A copy: it exists twice',
      'remove Nobody wants it: it is no longer needed',
      `repair ${first?.webhook_docevent} of ${first?.webhook_doctype}: enabled, condition`,
    ]);
    printed = [];
    await WEBHOOKS_SYNC.run(env, {}, []);
    expect(printed).toEqual(['The webhooks are as they should be.']);
    expect(webhooksOf(site).map(({ name }) => name)).toContain('Of somebody else');
  });

  test('gives a site that follows no DocType the webhooks of its model', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, [], { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await WEBHOOKS_SYNC.run(env, {}, []);
    const followed = new Set(webhooksOf(site).map(({ webhook_doctype: doctype }) => doctype));
    expect([...followed].sort()).toEqual(['Custom DocPerm', 'Custom Field', 'DocType', 'Property Setter']);
  });

  test('gives all of them a changed secret', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await WEBHOOKS_SYNC.run(env, {}, []);
    printed = [];
    const rotated = { ...env, WEBHOOK_SECRET: 'the-next-one', WEBHOOK_SECRETS: String(env.WEBHOOK_SECRET) };
    await WEBHOOKS_SYNC.run(rotated, {}, []);
    expect(printed).toHaveLength(11);
    expect(printed[0]).toBe('repair after_insert of Shop Tag: webhook_json');
  });

  test('removes all of its own with --remove, and switches them off before', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await WEBHOOKS_SYNC.run(env, {}, []);
    site.requests.length = 0;
    await WEBHOOKS_SYNC.run(env, { remove: true }, []);
    expect(webhooksOf(site)).toEqual([]);
    const writes = site.requests.filter(({ path }) => path.startsWith('/api/resource/Webhook/'));
    expect(writes.map(({ method }) => method)).toEqual(Array.from({ length: 11 }, () => ['PUT', 'DELETE']).flat());
  });

  test.each([
    [{ WEBHOOK_URL: '' }, [], 'WEBHOOK_URL is not set: the address at which the site finds the gateway.'],
    [{ WEBHOOK_SECRET: '' }, [], 'WEBHOOK_SECRET is not set.'],
    [{}, ['Shop Metric'], 'events.doctypes: Shop Metric is not a DocType of the site with documents of its own.'],
    [{}, ['Nothing'], 'events.doctypes: Nothing is not a DocType of the site with documents of its own.'],
  ])('says what is missing: %o %o', async (settings, doctypes, message) => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, doctypes, { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await expect(WEBHOOKS_SYNC.run({ ...env, ...settings }, {}, [])).rejects.toThrow(new ConfigError(message));
    expect(webhooksOf(site)).toEqual([]);
  });
});

function webhooksOf(site: DemoSite) {
  return site.database.all('SELECT * FROM "tabWebhook" ORDER BY creation');
}

async function liveOrder(site: DemoSite): Promise<void> {
  const [customer] = site.database.all('SELECT name FROM "tabShop Customer" ORDER BY name LIMIT 1');
  const [item] = site.database.all('SELECT name FROM "tabShop Item" ORDER BY name LIMIT 1');
  const order = { customer: customer?.name, order_date: '2026-11-21', items: [{ item: item?.name, qty: 1 }] };
  const { name } = await onSite(site, 'POST', '/api/resource/Shop%20Order', order);
  const path = `/api/resource/Shop%20Order/${String(name)}`;
  const changes = [{ delivery_date: '2026-12-01' }, { docstatus: 1 }, { delivery_note: 'DN-1' }, { docstatus: 2 }];
  for (const change of changes) await onSite(site, 'PUT', path, change);
  await onSite(site, 'DELETE', path);
}
