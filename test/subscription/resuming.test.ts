import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChangeSender, type SendChange } from '../support/change-sender.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents, type TestEvents, type TestSocket } from '../support/stream-clients.ts';

const ORDERS = 'subscription ($after: String) { shopOrderChanged(after: $after) { event name resumeToken } }';
const SHARED = 'SO-2026-00001';

let running: TestGateway;
let sendChange: SendChange;
const open: { close(): void }[] = [];

beforeEach(async () => {
  running = await startTestGateway({}, { EVENT_RETENTION_COUNT: '50' });
  sendChange = createChangeSender(running);
});
afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await running[Symbol.asyncDispose]();
});

async function subscribe(as: DemoUser, query: string, variables = {}): Promise<TestSocket> {
  const socket = await connectAs(running, as);
  open.push(socket);
  socket.subscribe('1', query, variables);
  await socket.settle();
  return socket;
}

async function listen(as: DemoUser, query: string, headers = {}): Promise<TestEvents> {
  const events = await openEvents(running, query, { as, headers });
  open.push(events);
  return events;
}

async function take(socket: TestSocket) {
  const { payload } = await socket.messages.take();
  return Object.values(payload.data ?? { error: payload })[0] as { name: string; event: string; resumeToken: string };
}

describe('a resume token', () => {
  test('continues after its change: nothing is missed, nothing reported twice, and new changes follow', async () => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', 'SO-2026-00001');
    const { resumeToken } = await take(first);
    first.close();
    for (const name of ['SO-2026-00002', 'SO-2026-00003', 'SO-2026-00004']) await sendChange('UPDATE', name);
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    await sendChange('UPDATE', 'SO-2026-00005');
    const names = ['SO-2026-00002', 'SO-2026-00003', 'SO-2026-00004', 'SO-2026-00005'];
    for (const name of names) expect(await take(second)).toMatchObject({ name });
    expect(await second.settled()).toEqual([]);
  });

  test('continues with changes of its own DocType, and reads nothing for those of others', async () => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', 'SO-2026-00001');
    const { resumeToken } = await take(first);
    first.close();
    // Documents of different DocTypes can have the same name.
    await sendChange('INSERT', 'SO-2026-00002', 'Shop Item');
    await sendChange('DELETE', 'SO-2026-00001', 'Shop Item');
    await sendChange('UPDATE', 'SO-2026-00003');
    running.site.requests.length = 0;
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    expect(await take(second)).toMatchObject({ name: 'SO-2026-00003', event: 'UPDATE' });
    expect(await second.settled()).toEqual([]);
    expect(running.site.requests.filter(({ path }) => path.includes('SO-2026-00002'))).toEqual([]);
  });

  test('misses nothing that happens while it goes on', async () => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', 'SO-2026-00001');
    const { resumeToken } = await take(first);
    const names = Array.from({ length: 40 }, (_, index) => `SO-2026-${String(index + 2).padStart(5, '0')}`);
    const telling = (async () => {
      for (const name of names) await sendChange('UPDATE', name);
    })();
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    await telling;
    for (const name of names) expect(await take(second)).toMatchObject({ name });
    expect(await second.settled()).toEqual([]);
  });

  test('remembers shown documents: their deletion is reported, that of others is not', async () => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    const { resumeToken } = await take(first);
    first.close();
    await sendChange('DELETE', 'SO-2026-00002');
    await sendChange('DELETE', SHARED);
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    expect(await take(second)).toMatchObject({ event: 'DELETE', name: SHARED });
    expect(await second.settled()).toEqual([]);
  });

  test('of another caller reports no deletion, because that caller was shown nothing', async () => {
    const carol = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    const { resumeToken } = await take(carol);
    await sendChange('DELETE', SHARED);
    const alice = await subscribe('alice', ORDERS, { after: resumeToken });
    expect(await alice.settled()).toEqual([]);
  });

  test('reveals neither a name nor the number of events', async () => {
    const socket = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    const one = (await take(socket)).resumeToken;
    await sendChange('UPDATE', SHARED);
    const other = (await take(socket)).resumeToken;
    const head = await running.gateway.site.events.head();
    for (const token of [one, other]) {
      const text = Buffer.from(token, 'base64url').toString('latin1');
      expect(text).not.toContain(SHARED);
      expect(text).not.toContain(head.split('-')[0]);
      expect(token).toMatch(/^[\w-]+$/);
    }
    expect(one.slice(0, 16)).not.toBe(other.slice(0, 16));
  });

  test.each([
    ['made up', () => 'AAAA'],
    ['empty of meaning', () => 'x'.repeat(100)],
    ['too long', () => 'x'.repeat(10_000)],
    ['changed', (token: string) => `${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBB' : 'AAA'}`],
    ['cut', (token: string) => token.slice(0, -4)],
  ])('that is %s is refused before any event is read', async (_, change) => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    const { resumeToken } = await take(first);
    const second = await subscribe('carol', ORDERS, { after: change(resumeToken) });
    expect(await second.messages.take()).toMatchObject({
      type: 'error',
      payload: [
        { message: 'after is not a resume token of this API.', extensions: { code: 'BAD_USER_INPUT', field: 'after' } },
      ],
    });
  });

  test('of another site is refused', async () => {
    await using other = await startTestGateway({ version: 15 });
    const socket = await connectAs(other, 'carol');
    socket.subscribe('1', ORDERS);
    await socket.settle();
    await createChangeSender(other)('UPDATE', SHARED);
    const { resumeToken } = await take(socket);
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    expect(await second.messages.take()).toMatchObject({ payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    socket.close();
  });

  test('older than what is kept is RESUME_EXPIRED', async () => {
    const first = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    const { resumeToken } = await take(first);
    for (let count = 0; count < 60; count += 1) await sendChange('UPDATE', 'SO-2026-00002');
    const second = await subscribe('carol', ORDERS, { after: resumeToken });
    expect(await second.messages.take()).toMatchObject({
      type: 'error',
      payload: [{ message: expect.any(String), extensions: { code: 'RESUME_EXPIRED' } }],
    });
  });
});

describe('Last-Event-ID', () => {
  const plain = 'subscription { shopOrderChanged { event name } }';

  test('goes on as a token does; each event has one, and the start of a stream too', async () => {
    const first = await listen('carol', plain);
    const begun = await first.events.take();
    expect(begun).toEqual({ id: expect.any(String) });
    first.close();
    await sendChange('UPDATE', 'SO-2026-00002');
    const second = await listen('carol', plain, { 'last-event-id': begun.id });
    await second.events.take();
    const event = await second.events.take();
    expect(JSON.parse(event.data ?? '')).toEqual({
      data: { shopOrderChanged: { event: 'UPDATE', name: 'SO-2026-00002' } },
    });
    second.close();
    await sendChange('DELETE', 'SO-2026-00002');
    const third = await listen('carol', plain, { 'last-event-id': event.id });
    await third.events.take();
    expect(JSON.parse((await third.events.take()).data ?? '')).toMatchObject({
      data: { shopOrderChanged: { event: 'DELETE' } },
    });
  });

  test('remembers the document that was asked for by name, though no change of it was shown', async () => {
    const named = `subscription { shopOrderChanged(name: "${SHARED}") { event } }`;
    const first = await listen('carol', named);
    const begun = await first.events.take();
    first.close();
    running.site.database.delete('Shop Order', SHARED);
    await sendChange('DELETE', SHARED);
    const second = await listen('carol', named, { 'last-event-id': begun.id });
    await second.events.take();
    expect(JSON.parse((await second.events.take()).data ?? '')).toEqual({
      data: { shopOrderChanged: { event: 'DELETE' } },
    });
  });

  test('that is none is refused', async () => {
    const events = await listen('carol', plain, { 'last-event-id': 'nonsense' });
    expect(JSON.parse((await events.events.take()).data ?? '')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'Last-Event-ID' } }],
    });
    expect(await events.events.take()).toMatchObject({ event: 'complete' });
    await events.ended;
  });
});
