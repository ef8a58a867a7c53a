import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { type DemoUser, startTestGateway, type TestGateway, tenTimesAsOften } from '../support/start-gateway.ts';
import { connectAs, openEvents, openSocket, type TestSocket } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const SHARED = 'SO-2026-00001';
const ORDERS = 'subscription { shopOrderChanged { name } }';
const LONG = 'x'.repeat(80_000);
/** Big enough, of a long document, that few of them fill what a socket takes in. */
const WHOLE = 'subscription { shopOrderChanged { name shopOrder { delivery_note } } }';

let running: TestGateway | undefined;
const sockets: TestSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.socket.terminate();
  await running?.[Symbol.asyncDispose]();
  running = undefined;
});

async function start(env: Record<string, string>): Promise<TestGateway> {
  running = await startTestGateway({}, env, undefined, tenTimesAsOften);
  return running;
}

async function connect(gateway: TestGateway, as: DemoUser = 'carol'): Promise<TestSocket> {
  const socket = await connectAs(gateway, as);
  sockets.push(socket);
  return socket;
}

describe('a slow subscriber', () => {
  test('on a socket is let go with 1013, and others get all', async () => {
    const gateway = await start({ MAX_SUBSCRIBER_BYTES: '200000' });
    gateway.site.database.update('Shop Order', SHARED, { delivery_note: LONG });
    const sendChange = createChangeSender(gateway);
    const [slow, quick] = [await connect(gateway), await connect(gateway)];
    slow.subscribe('1', WHOLE);
    quick.subscribe('1', WHOLE);
    await Promise.all([slow.settle(), quick.settle()]);
    slow.socket.pause();
    for (let count = 0; count < 150; count += 1) await sendChange('UPDATE', SHARED);
    for (let count = 0; count < 150; count += 1) expect((await quick.messages.take()).type).toBe('next');
    slow.socket.resume();
    expect(await slow.closed).toEqual({
      code: 1013,
      reason: 'The subscriber reads too slowly: too much waits for it.',
    });
  });

  test('of an event stream gets an error, and is ended', async () => {
    const gateway = await start({ MAX_SUBSCRIBER_BYTES: '200000' });
    gateway.site.database.update('Shop Order', SHARED, { delivery_note: LONG });
    const sendChange = createChangeSender(gateway);
    const quick = await connect(gateway);
    quick.subscribe('1', WHOLE);
    await quick.settle();
    const { port } = new URL(gateway.gateway.url);
    const socket: Socket = connectTcp(Number(port), '127.0.0.1');
    const body = JSON.stringify({ query: WHOLE });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: ${gateway.site.authorization('carol')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    await until(() => text.includes('\nid: '));
    socket.pause();
    for (let count = 0; count < 150; count += 1) await sendChange('UPDATE', SHARED);
    for (let count = 0; count < 150; count += 1) await quick.messages.take();
    socket.resume();
    await until(() => text.includes('event: complete'));
    socket.destroy();
    expect(text).toContain('The subscriber reads too slowly');
    expect(text).toContain('event: complete');
  });
});

describe('an answer that is longer than what may wait for a subscriber', () => {
  const LONG_LIVE = 'query @live { shopOrders(first: 50, orderBy: [{name: ASC}]) { nodes { name delivery_note } } }';

  test('reaches one who waits for nothing else, on a socket and by an event stream', async () => {
    const gateway = await start({ MAX_SUBSCRIBER_BYTES: '1000' });
    const socket = await connect(gateway);
    socket.subscribe('1', LONG_LIVE);
    expect((await socket.messages.take()).payload.data.shopOrders.nodes).toHaveLength(50);
    gateway.site.database.update('Shop Order', SHARED, { delivery_note: LONG });
    await createChangeSender(gateway)('UPDATE', SHARED);
    expect((await socket.messages.take()).payload.data.shopOrders.nodes).toHaveLength(50);
    const stream = await openEvents(gateway, LONG_LIVE, { as: 'carol' });
    expect(JSON.parse((await stream.events.take()).data ?? '').data.shopOrders.nodes).toHaveLength(50);
  });
});

describe('a quiet subscriber', () => {
  test('is pinged, and ended when it does not answer', async () => {
    const gateway = await start({ SUBSCRIBER_PING_SECONDS: '3', MAX_SOCKETS: '1' });
    const socket = await openSocket(gateway, {});
    sockets.push(socket);
    let pings = 0;
    socket.socket.on('ping', () => {
      pings += 1;
    });
    socket.send({ type: 'connection_init' });
    await until(() => pings >= 2);
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    // It goes away without a word: in the end there is room for another one.
    socket.socket.pause();
    await until(async () => {
      const other = await openSocket(gateway).catch(() => null);
      if (other) sockets.push(other);
      return other !== null;
    });
    socket.socket.resume();
    expect((await socket.closed).code).toBe(1006);
  });
});

describe('an expired credential', () => {
  test('ends a socket with 4403 when there is something to deliver', async () => {
    const gateway = await start({});
    const socket = await connect(gateway);
    socket.subscribe('1', ORDERS);
    await socket.settle();
    gateway.site.fault = ({ headers }) =>
      headers.authorization === gateway.site.authorization('carol') ? { status: 401, body: '{}' } : undefined;
    await createChangeSender(gateway)('UPDATE', SHARED);
    expect(await socket.messages.take()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect((await socket.closed).code).toBe(4403);
  });

  test('ends quiet streams too, and those of nobody else', async () => {
    const gateway = await start({ CREDENTIAL_CHECK_SECONDS: '1' });
    const [carol, alice] = [await connect(gateway, 'carol'), await connect(gateway, 'alice')];
    for (const socket of [carol, alice]) socket.subscribe('1', ORDERS);
    const stream = await openEvents(gateway, ORDERS, { as: 'carol' });
    const begun = await stream.events.take();
    await Promise.all([carol.settle(), alice.settle()]);
    gateway.site.fault = ({ headers }) =>
      headers.authorization === gateway.site.authorization('carol') ? { status: 401, body: '{}' } : undefined;
    expect((await carol.closed).code).toBe(4403);
    await stream.ended;
    const events = stream.events.items;
    expect([begun, ...events].map(({ event }) => event)).toEqual([undefined, 'next', 'complete']);
    expect(events[0]?.data).toContain('UNAUTHENTICATED');
    await alice.settle();
    expect(alice.socket.readyState).toBe(alice.socket.OPEN);
  });
});

describe('numbers', () => {
  test('of subscriptions are bounded for one caller, and given back', async () => {
    const gateway = await start({ MAX_SUBSCRIPTIONS_PER_CALLER: '2' });
    const socket = await connect(gateway);
    for (const id of ['1', '2']) socket.subscribe(id, ORDERS);
    await socket.settle();
    socket.subscribe('3', ORDERS);
    expect(await socket.messages.take()).toMatchObject({
      id: '3',
      type: 'error',
      payload: [
        {
          message: 'Too many subscriptions are open: there may be 2 for one caller.',
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    });
    const other = await connect(gateway, 'alice');
    other.subscribe('1', ORDERS);
    socket.send({ id: '1', type: 'complete' });
    await socket.settle();
    socket.subscribe('4', ORDERS);
    expect(await socket.settled()).toEqual([]);
    expect(await other.settled()).toEqual([]);
  });

  test('of subscriptions are bounded in all', async () => {
    const gateway = await start({ MAX_SUBSCRIPTIONS: '1' });
    const [one, two] = [await connect(gateway, 'carol'), await connect(gateway, 'alice')];
    one.subscribe('1', ORDERS);
    await one.settle();
    two.subscribe('1', ORDERS);
    expect(await two.messages.take()).toMatchObject({ payload: [{ message: expect.stringContaining('1 in all') }] });
    one.socket.terminate();
    await two.settle();
    two.subscribe('2', ORDERS);
    expect(await two.settled()).toEqual([]);
  });

  test('of sockets are bounded for one caller, and in all', async () => {
    const gateway = await start({ MAX_SOCKETS_PER_CALLER: '1', MAX_SOCKETS: '2' });
    await connect(gateway, 'carol');
    const second = await openSocket(gateway);
    sockets.push(second);
    second.send({ type: 'connection_init', payload: { authorization: gateway.site.authorization('carol') } });
    expect((await second.closed).code).toBe(1013);
    await connect(gateway, 'alice');
    await expect(openSocket(gateway)).rejects.toThrow('503');
  });
});

describe('a gateway that stops', () => {
  test('closes sockets with 1001, without complete; ends event streams, without complete; answers 503', async () => {
    const gateway = await start({ DRAIN_DELAY_SECONDS: '0' });
    const socket = await connect(gateway);
    socket.subscribe('1', ORDERS);
    const stream = await openEvents(gateway, ORDERS, { as: 'carol' });
    await stream.events.take();
    await socket.settle();
    const closing = gateway.gateway.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: 'Going away' });
    await stream.ended;
    expect(socket.messages.items).toEqual([]);
    expect(stream.events.items).toEqual([]);
    await closing;
    await gateway.site.close();
    running = undefined;
  });

  test('takes no new sockets while it drains', async () => {
    const gateway = await start({ DRAIN_DELAY_SECONDS: '3' });
    const closing = gateway.gateway.close();
    await expect(openSocket(gateway)).rejects.toThrow('503');
    await closing;
    await gateway.site.close();
    running = undefined;
  });
});

describe('a session cookie', () => {
  test('opens a socket from a page of the gateway’s own, and from no other', async () => {
    const gateway = await start({});
    const signIn = await fetch(`${gateway.site.url}/api/method/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ usr: 'carol@example.com', pwd: DEMO_PASSWORD }),
    });
    const sid = /sid=([^;]+)/.exec(
      signIn.headers.getSetCookie().find((cookie) => cookie.startsWith('sid=')) ?? '',
    )?.[1];
    const codes: Record<string, number | 'open'> = {};
    for (const origin of [gateway.gateway.url, 'https://evil.example', '']) {
      const socket = await openSocket(gateway, {
        headers: { cookie: `sid=${sid}`, ...(origin === '' ? {} : { origin }) },
      });
      sockets.push(socket);
      socket.send({ type: 'connection_init' });
      const answered = socket.messages.take().then(({ type }) => (type === 'connection_ack' ? 'open' : 0));
      codes[origin === gateway.gateway.url ? 'own' : origin] = (await Promise.race([
        answered.catch(() => 0),
        socket.closed.then(({ code }) => code),
      ])) as number | 'open';
    }
    expect(codes).toEqual({ own: 'open', 'https://evil.example': 4403, '': 4403 });
  });
});
