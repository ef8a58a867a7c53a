import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type EventEnv, eventsAfter, followingGateway, onSite, twoReadings } from '../support/event-gateway.ts';
import { startWatchedGateway, type WatchedGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const TAGS = '/api/resource/Shop%20Tag';
const RENAME = '/api/method/frappe.client.rename_doc';

let site: DemoSite;
let env: EventEnv;
let gateway: WatchedGateway;
let position = '';

/** Starts a gateway that is at its place in everything that it reads. */
async function start(settings: Record<string, string> = {}, version: 14 | 15 | 16 | 17 = 15): Promise<void> {
  site = await startDemoSite({ version });
  for (const name of ['one', 'two', 'three']) await onSite(site, 'POST', TAGS, { __newname: name, name });
  env = await followingGateway(site, ['Shop Tag', 'Shop Item'], settings);
  await open();
}

async function open(): Promise<void> {
  gateway = await env.start();
  await until(async () => (await gateway.site.events.mark('deletions')) !== null);
  position = await gateway.site.events.head();
}

afterEach(async () => {
  await gateway.close();
  await site.close();
});

async function told(): Promise<string[]> {
  return (await eventsAfter(gateway, position)).map(({ kind, name }) => `${kind} ${name}`);
}

async function untilTold(...events: string[]): Promise<void> {
  await until(async () => (await told()).length >= events.length);
  expect(await told()).toEqual(events);
}

/** As somebody does it in the site's own desk. */
const rename = (oldName: string, newName: string, merge = 0) =>
  onSite(site, 'POST', RENAME, { doctype: 'Shop Tag', old_name: oldName, new_name: newName, merge });

describe('a rename on the site, without webhooks,', () => {
  test.for([14, 15, 16, 17] as const)('ends the old name and begins the new one (v%i)', async (version) => {
    await start({}, version);
    await rename('one', 'first');
    await untilTold('DELETE one', 'INSERT first');
    await rename('first', 'two', 1);
    await untilTold('DELETE one', 'INSERT first', 'DELETE first', 'UPDATE two');
    await onSite(site, 'PUT', `${TAGS}/two`, { description: 'changed' });
    await untilTold('DELETE one', 'INSERT first', 'DELETE first', 'UPDATE two', 'UPDATE two');
    await twoReadings(site);
    expect(await told()).toHaveLength(5);
  });

  test('is found after an outage, in a row and back again too', async () => {
    await start();
    await gateway.close();
    await rename('one', 'first');
    await rename('first', 'very first');
    await rename('two', 'second');
    await rename('second', 'two');
    gateway = await env.start();
    await untilTold(
      ...['DELETE one', 'INSERT first', 'DELETE first', 'INSERT very first'],
      ...['DELETE two', 'INSERT second', 'DELETE second', 'INSERT two'],
    );
    await twoReadings(site);
    expect(await told()).toHaveLength(8);
  });

  test('is reported to followers of the old name, and shows the document under the new one', async () => {
    await start();
    const socket = await connectAs({ site, gateway } as never, 'carol');
    socket.subscribe('1', 'subscription { shopTagChanged(name: "one") { event name shopTag { name } } }');
    socket.subscribe('2', 'subscription { shopTagChanged { event name matches shopTag { name } } }');
    socket.subscribe('3', 'query @live(throttle: 0) { shopTag(name: "one") { name } }');
    expect((await socket.messages.take()).payload).toEqual({ data: { shopTag: { name: 'one' } } });
    await rename('one', 'first');
    const messages = [await socket.messages.take(), await socket.messages.take(), await socket.messages.take()];
    const byId = Object.fromEntries(messages.map(({ id, payload }) => [id, payload.data]));
    expect(byId).toEqual({
      1: { shopTagChanged: { event: 'DELETE', name: 'one', shopTag: null } },
      2: { shopTagChanged: { event: 'INSERT', name: 'first', matches: true, shopTag: { name: 'first' } } },
      3: { shopTag: null },
    });
    socket.close();
  });
});

describe('a rename through the gateway', () => {
  /** So seldom that no reading finds it. */
  beforeEach(() => start({ EVENT_POLL_SECONDS: '3600' }));

  const send = async (query: string) => {
    const headers = { 'content-type': 'application/json', authorization: site.authorization('gateway') };
    const body = JSON.stringify({ query: `mutation { ${query} }` });
    const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    const { errors } = (await answer.json()) as { errors?: unknown };
    expect(errors).toBeUndefined();
  };

  test('is reported at once, and not again by polling', async () => {
    await send('renameShopTag(name: "one", newName: "first") { shopTag { name } }');
    await untilTold('DELETE one', 'INSERT first');
    await send('renameShopTag(name: "two", newName: "first", merge: true) { messages { text } }');
    await untilTold('DELETE one', 'INSERT first', 'DELETE two', 'UPDATE first');
    await gateway.close();
    gateway = await startWatchedGateway(site, { ...env.env, EVENT_POLL_SECONDS: '1' });
    await twoReadings(site);
    expect(await told()).toEqual(['DELETE one', 'INSERT first', 'DELETE two', 'UPDATE first']);
  });

  test('is reported as well if a method does it', async () => {
    const path = 'frappe.model.rename_doc.update_document_title';
    const args = '{ doctype: "Shop Tag", docname: "one", name: "first" }';
    await send(
      `callMethod(path: "frappe.client.rename_doc", verb: POST, args: { doctype: "Shop Tag", old_name: "three", new_name: "third" }) { result }`,
    );
    await untilTold('DELETE three', 'INSERT third');
    await send(`callMethod(path: "${path}", verb: POST, args: ${args}) { result }`);
    await untilTold('DELETE three', 'INSERT third', 'DELETE one', 'INSERT first');
    const call = 'doctype: "Shop Tag", name: "two", method: "rename", verb: POST, args: { name: "first", merge: true }';
    await send(`callDocMethod(${call}) { result }`);
    await untilTold('DELETE three', 'INSERT third', 'DELETE one', 'INSERT first', 'DELETE two', 'UPDATE first');
  });

  test('is reported only if it happened', async () => {
    const later = '{ doctype: "Shop Tag", docname: "one", name: "first", enqueue: true }';
    await send(
      `callMethod(path: "frappe.model.rename_doc.update_document_title", verb: POST, args: ${later}) { result }`,
    );
    const headers = { 'content-type': 'application/json', authorization: site.authorization('gateway') };
    const body = JSON.stringify({
      query: 'mutation { renameShopTag(name: "none", newName: "x") { shopTag { name } } }',
    });
    await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    await send('renameShopTag(name: "one", newName: "first") { shopTag { name } }');
    await untilTold('DELETE one', 'INSERT first');
  });

  test('is reported without the comment too, if the site keeps none', async () => {
    site.fault = ({ path }) => (path.includes('/Comment') ? { status: 403, body: '{}' } : undefined);
    await send('renameShopTag(name: "one", newName: "first") { shopTag { name } }');
    await untilTold('DELETE one', 'INSERT first');
  });
});
