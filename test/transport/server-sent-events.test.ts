import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createChangeSender, type SendChange } from '../support/change-sender.ts';
import { startTestGateway, type TestGateway, tenTimesAsOften } from '../support/start-gateway.ts';
import { type EventsOptions, openEvents, type TestEvents } from '../support/stream-clients.ts';

// The rules of graphql-sse's PROTOCOL.md for distinct connections, each over a real connection.

const ORDERS = 'subscription { shopOrderChanged { name } }';
const QUERY = '{ shopOrder(name: "SO-2026-00001") { name } }';

let running: TestGateway;
let sendChange: SendChange;
const open: TestEvents[] = [];

beforeAll(async () => {
  running = await startTestGateway({}, { SUBSCRIBER_PING_SECONDS: '1' }, undefined, tenTimesAsOften);
  sendChange = createChangeSender(running);
});
afterAll(() => running[Symbol.asyncDispose]());
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function listen(query: string, options: EventsOptions = {}): Promise<TestEvents> {
  const events = await openEvents(running, query, { as: 'carol', ...options });
  open.push(events);
  return events;
}

/** The data of the next event that has some. */
async function nextOf({ events }: TestEvents) {
  for (;;) {
    const event = await events.take();
    if (event.data) return { event: event.event, data: JSON.parse(event.data) };
    if (event.event === 'complete') return { event: 'complete', data: null };
  }
}

/** The first event of a subscription says where it begins. */
async function begun({ events }: TestEvents): Promise<void> {
  for (let event = await events.take(); event.id === undefined; ) event = await events.take();
}

describe('an event stream', () => {
  test.each(['GET', 'POST'] as const)('over %s has the results of a subscription as next', async (method) => {
    const stream = await listen(ORDERS, { method });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toContain('no-cache');
    await begun(stream);
    await sendChange('UPDATE', 'SO-2026-00001');
    expect(await nextOf(stream)).toEqual({
      event: 'next',
      data: { data: { shopOrderChanged: { name: 'SO-2026-00001' } } },
    });
  });

  test('has the result of a query as next, and then complete', async () => {
    const stream = await listen(QUERY);
    expect(await nextOf(stream)).toMatchObject({ data: { data: { shopOrder: { name: 'SO-2026-00001' } } } });
    expect((await nextOf(stream)).event).toBe('complete');
    await stream.ended;
  });

  test('is JSON where the client takes that first, and the operation has one result', async () => {
    const stream = await listen(QUERY, { headers: { accept: 'application/json, text/event-stream' } });
    expect(stream.headers.get('content-type')).toContain('application/json');
  });

  test.each([
    ['{ nothing }', 'BAD_USER_INPUT'],
    ['{ nothing', 'BAD_USER_INPUT'],
    ['subscription { shopOrderChanged(events: []) { name } }', 'BAD_USER_INPUT'],
  ])('has what is wrong with %s as next, with status 200, and then complete', async (query, code) => {
    const stream = await listen(query);
    expect(stream.status).toBe(200);
    expect(await nextOf(stream)).toMatchObject({ event: 'next', data: { errors: [{ extensions: { code } }] } });
    expect((await nextOf(stream)).event).toBe('complete');
    await stream.ended;
  });

  test('reports a credential that the site does not know', async () => {
    const stream = await listen(ORDERS, { as: 'guest', headers: { authorization: 'token wrong:wrong' } });
    expect(await nextOf(stream)).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect((await nextOf(stream)).event).toBe('complete');
  });

  test('is pinged while nothing happens', async () => {
    const response = await fetch(`${running.gateway.url}/graphql?query=${encodeURIComponent(ORDERS)}`, {
      headers: { accept: 'text/event-stream', authorization: running.site.authorization('carol') },
    });
    const reader = response.body?.getReader();
    let text = '';
    const deadline = Date.now() + 4_000;
    while (!/(?::\n\n.*){3}/s.test(text) && Date.now() < deadline) {
      text += new TextDecoder().decode((await reader?.read())?.value);
    }
    await reader?.cancel();
    expect(text).toMatch(/(?::\n\n.*){3}/s);
  });

  test('stops when the client goes', async () => {
    const stream = await listen(ORDERS);
    await begun(stream);
    stream.close();
    // Another one is opened, and is told of the change: by then this one would have read it.
    const other = await listen(ORDERS, { as: 'alice' });
    await begun(other);
    running.site.requests.length = 0;
    await sendChange('UPDATE', 'SO-2026-00001');
    expect((await nextOf(other)).event).toBe('next');
    expect(running.site.requests.map(({ headers }) => headers.authorization)).toEqual([
      running.site.authorization('alice'),
    ]);
  });

  test('is what a subscription needs over HTTP', async () => {
    const { errors } = await running.query(ORDERS, { as: 'carol' });
    expect(errors).toMatchObject([
      {
        message: 'Subscriptions are delivered over WebSocket, or where the request accepts text/event-stream.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});
