import { describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import type { LoggedEvent } from '../../src/events/event-log.ts';
import type { Gateway } from '../../src/gateway.ts';
import { eventsAfter, followingGateway, onSite, twoReadings } from '../support/event-gateway.ts';
import { until } from '../support/until.ts';

const FOLLOWED = ['Shop Tag', 'Shop Order'];
const TAGS = '/api/resource/Shop%20Tag';

describe.for<FrappeMajor>([14, 15, 17])('after an outage, before a site of v%i, the gateway', (version) => {
  test('reports missed changes once, and several changes of a document as one', async () => {
    await using site = await startDemoSite({ version });
    const { start } = await followingGateway(site, FOLLOWED);
    const first = await start();
    await untilRead(first);
    const position = await first.site.events.head();
    await addTag(site, 'seen-before');
    await until(async () => (await eventsAfter(first, position)).length === 1);
    await first.close();

    for (const name of ['new', 'new-then-changed', 'gone']) await addTag(site, name);
    for (const rank of ['a', 'b']) await changeTag(site, 'new-then-changed', rank);
    for (const rank of ['a', 'b', 'c']) await changeTag(site, 'seen-before', rank);
    await onSite(site, 'DELETE', `${TAGS}/gone`);
    const second = await start();
    const missed = await untilTold(second, position, 5);
    expect(missed.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
      'DELETE gone',
      'INSERT new',
      'INSERT new-then-changed',
      'INSERT seen-before',
      'UPDATE seen-before',
    ]);
    await twoReadings(site);
    expect(await eventsAfter(second, position)).toEqual(missed);
    await second.close();
  });
});

describe('a reading of what changed', () => {
  test('takes everything for known at the very first time', async () => {
    await using site = await startDemoSite();
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    const position = await gateway.site.events.head();
    await twoReadings(site);
    expect(await eventsAfter(gateway, position)).toEqual([]);
    await gateway.close();
  });

  test('reports the states of a document without any webhook', async () => {
    await using site = await startDemoSite();
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    await untilRead(gateway);
    const position = await gateway.site.events.head();
    const [customer] = site.database.all('SELECT name FROM "tabShop Customer" ORDER BY name LIMIT 1');
    const [item] = site.database.all('SELECT name FROM "tabShop Item" ORDER BY name LIMIT 1');
    const order = { customer: customer?.name, order_date: '2026-11-21', items: [{ item: item?.name, qty: 1 }] };
    const { name } = await onSite(site, 'POST', '/api/resource/Shop%20Order', {
      ...order,
      delivery_date: '2026-12-01',
    });
    const path = `/api/resource/Shop%20Order/${String(name)}`;
    await untilTold(gateway, position, 1);
    await onSite(site, 'PUT', path, { docstatus: 1 });
    await untilTold(gateway, position, 2);
    await onSite(site, 'PUT', path, { docstatus: 2 });
    await untilTold(gateway, position, 3);
    await onSite(site, 'DELETE', path);
    const told = await untilTold(gateway, position, 4);
    expect(told.map(({ kind }) => kind)).toEqual(['INSERT', 'SUBMIT', 'CANCEL', 'DELETE']);
    expect(told.every((event) => event.name === name)).toBe(true);
    await gateway.close();
  });

  test('adds nothing to the events of webhooks', async () => {
    await using site = await startDemoSite();
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    await untilRead(gateway);
    const position = await gateway.site.events.head();
    for (const docevent of ['after_insert', 'on_update', 'on_change', 'on_trash'])
      await addWebhook(site, gateway, docevent);
    const release = holdReadings(site);
    for (const name of ['one', 'two']) await addTag(site, name);
    await changeTag(site, 'one', 'a');
    await onSite(site, 'DELETE', `${TAGS}/two`);
    await site.worker.idle();
    const told = await eventsAfter(gateway, position);
    expect(told.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'INSERT one',
      'INSERT two',
      'UPDATE one',
      'DELETE two',
    ]);
    release();
    await twoReadings(site);
    expect(await eventsAfter(gateway, position)).toEqual(told);
    await gateway.close();
  });

  test('finds every row of a bulk update, whose rows all have the same time', async () => {
    await using site = await startDemoSite();
    for (let index = 0; index < 1_300; index += 1) addRow(site, `bulk-${index}`, '2026-11-20 10:00:00.000000');
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    await untilRead(gateway);
    const position = await gateway.site.events.head();
    site.clock.shift(3_700);
    site.database.run("UPDATE \"tabShop Tag\" SET modified = '2026-11-21 13:00:00.000001' WHERE name LIKE 'bulk-%'");
    addRow(site, 'later', '2026-11-21 13:00:00.000002');
    const told = await untilTold(gateway, position, 1_301);
    expect(new Set(told.map(({ name }) => name)).size).toBe(1_301);
    await twoReadings(site);
    expect(await eventsAfter(gateway, position)).toHaveLength(1_301);
    await gateway.close();
  });

  test('finds what a long transaction brought to light after younger changes', async () => {
    await using site = await startDemoSite();
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    await untilRead(gateway);
    const position = await gateway.site.events.head();
    site.clock.shift(3_700);
    addRow(site, 'quick', '2026-11-21 13:00:20.000000');
    await untilTold(gateway, position, 1);
    addRow(site, 'slow', '2026-11-21 13:00:01.000000');
    expect((await untilTold(gateway, position, 2)).map(({ name }) => name)).toEqual(['quick', 'slow']);
    await gateway.close();
  });

  test('goes on with the other DocTypes where one cannot be read, and soon again', async () => {
    await using site = await startDemoSite();
    const gateway = await (await followingGateway(site, FOLLOWED)).start();
    await untilRead(gateway);
    const position = await gateway.site.events.head();
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Order?') ? { status: 502 } : undefined);
    await addTag(site, 'told');
    await untilTold(gateway, position, 1);
    site.clock.shift(7_300);
    const order = String(site.database.get('SELECT name FROM "tabShop Order" LIMIT 1')?.name);
    site.database.update('Shop Order', order, { modified: '2026-11-21 14:00:00.000000' });
    site.fault = undefined;
    expect((await untilTold(gateway, position, 2)).map(({ name }) => name)).toEqual(['told', order]);
    await gateway.close();
  });

  test('asks nothing where no DocType is named, or readings are off', async () => {
    await using site = await startDemoSite();
    for (const [doctypes, env] of [
      [[], {}],
      [FOLLOWED, { EVENT_POLL_SECONDS: '0' }],
      [['Shop Settings', 'Shop Metric', 'Shop Order Item', { name: 'Nothing', optional: true }], {}],
    ] as const) {
      const gateway = await (await followingGateway(site, doctypes, env)).start();
      site.requests.length = 0;
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(site.requests.filter(({ path }) => path.startsWith('/api/resource/Shop'))).toEqual([]);
      await gateway.close();
    }
  });
});

/** Waits until there are marks to read from. */
async function untilRead(gateway: Gateway): Promise<void> {
  const keys = [...FOLLOWED.map((doctype) => `changes:${doctype}`), 'deletions'];
  await until(async () => {
    const marks = await Promise.all(keys.map((key) => gateway.site.events.mark(key)));
    return marks.every((mark) => mark !== null);
  });
}

async function untilTold(gateway: Gateway, position: string, count: number): Promise<LoggedEvent[]> {
  await until(async () => (await eventsAfter(gateway, position)).length >= count);
  const told = await eventsAfter(gateway, position);
  expect(told).toHaveLength(count);
  return told;
}

/** Keeps readings waiting, so that none of them comes before the webhooks. */
function holdReadings(site: DemoSite): () => void {
  const held = Promise.withResolvers<undefined>();
  site.fault = ({ path }) => (/^\/api\/resource\/(Shop|Deleted)[^/]*\?/.test(path) ? held.promise : undefined);
  return () => {
    site.fault = undefined;
    held.resolve(undefined);
  };
}

function addTag(site: DemoSite, name: string) {
  return onSite(site, 'POST', TAGS, { __newname: name, name, tag_name: name, title: name });
}

function changeTag(site: DemoSite, name: string, rank: string) {
  return onSite(site, 'PUT', `${TAGS}/${name}`, { description: rank });
}

function addRow(site: DemoSite, name: string, modified: string): void {
  const row = { name, creation: modified, modified, owner: 'carol@example.com', modified_by: 'carol@example.com' };
  site.database.insert('Shop Tag', { ...row, docstatus: 0, idx: 0 });
}

function addWebhook(site: DemoSite, gateway: Gateway, docevent: string) {
  const template =
    '{"doctype": "Shop Tag", "name": {{ doc.name | tojson }}, "modified": "{{ doc.modified }}", "event": "EVENT"}';
  return onSite(site, 'POST', '/api/resource/Webhook', {
    ...{ __newname: docevent, webhook_doctype: 'Shop Tag', webhook_docevent: docevent },
    ...{ request_url: `${gateway.url}/webhooks/frappe/events/${docevent}`, request_structure: 'JSON' },
    ...{ webhook_json: template.replace('EVENT', docevent), enable_security: 1, webhook_secret: 'topsecret' },
  });
}
