import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createChangeSender, type SendChange } from '../support/change-sender.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openSocket, type SocketOptions, type TestSocket } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

// The rules of graphql-ws's PROTOCOL.md, in its order, each over a real socket.

const ORDERS = 'subscription { shopOrderChanged { name } }';
const QUERY = '{ shopOrder(name: "SO-2026-00001") { name } }';

let running: TestGateway;
let sendChange: SendChange;
/** Says nothing from the beginning, while the other tests run. */
let silent: TestSocket;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  running = await startTestGateway({}, { MAX_QUERY_ALIASES: '500' });
  sendChange = createChangeSender(running);
  silent = await openSocket(running);
});
afterAll(() => running[Symbol.asyncDispose]());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.socket.terminate();
});

async function open(options: SocketOptions = {}): Promise<TestSocket> {
  const socket = await openSocket(running, options);
  sockets.push(socket);
  return socket;
}

async function connect(as: Parameters<typeof connectAs>[1] = 'carol'): Promise<TestSocket> {
  const socket = await connectAs(running, as);
  sockets.push(socket);
  return socket;
}

describe('the socket', () => {
  test('speaks graphql-transport-ws', async () => {
    expect((await open()).socket.protocol).toBe('graphql-transport-ws');
  });

  test('closes with 4406 for any other sub-protocol', async () => {
    const socket = await open({ protocol: 'graphql-ws' }).catch((error: Error) => error.message);
    if (typeof socket === 'string') expect(socket).toMatch(/subprotocol/i);
    else expect((await socket.closed).code).toBe(4406);
  });

  test('is opened at the path of GraphQL and nowhere else', async () => {
    await expect(open({ path: '/graphql/ws' })).rejects.toThrow('404');
  });

  test('closes with 1000 when the client says so', async () => {
    const socket = await connect();
    socket.socket.close(1000, 'Normal Closure');
    expect((await socket.closed).code).toBe(1000);
  });
});

describe('connection_init', () => {
  test('is answered by connection_ack', async () => {
    const socket = await open();
    socket.send({ type: 'connection_init' });
    expect(await socket.messages.take()).toEqual({ type: 'connection_ack' });
  });

  test('takes the credential from its payload', async () => {
    const socket = await connect('carol');
    socket.subscribe('1', QUERY);
    expect(await socket.messages.take()).toMatchObject({ payload: { data: { shopOrder: { name: 'SO-2026-00001' } } } });
  });

  test('takes it under headers too, in any case', async () => {
    const socket = await open();
    socket.send({
      type: 'connection_init',
      payload: { headers: { Authorization: running.site.authorization('carol') } },
    });
    await socket.messages.take();
    socket.subscribe('1', QUERY);
    expect(await socket.messages.take()).toMatchObject({ payload: { data: { shopOrder: { name: 'SO-2026-00001' } } } });
  });

  test('goes without where the request that opened the socket had one', async () => {
    const socket = await open({ headers: { authorization: running.site.authorization('carol') } });
    socket.send({ type: 'connection_init' });
    await socket.messages.take();
    socket.subscribe('1', QUERY);
    expect(await socket.messages.take()).toMatchObject({ payload: { data: { shopOrder: { name: 'SO-2026-00001' } } } });
  });

  test('closes with 4403 where the site does not know the credential', async () => {
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { authorization: 'token wrong:wrong' } });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The credential is not accepted.' });
  });

  test('closes with 4400 for an authorization that cannot be one', async () => {
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { authorization: 'nonsense' } });
    expect((await socket.closed).code).toBe(4400);
  });

  test('that comes twice closes with 4429', async () => {
    const socket = await connect();
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  test('that comes twice at once closes with 4429', async () => {
    const socket = await open();
    socket.send({ type: 'connection_init' });
    socket.send({ type: 'connection_init' });
    expect((await socket.closed).code).toBe(4429);
  });
});

describe('ping and pong', () => {
  test('a ping is answered by a pong, with its payload, before and after the connection is made', async () => {
    const socket = await open();
    socket.send({ type: 'ping' });
    expect(await socket.messages.take()).toEqual({ type: 'pong' });
    socket.send({ type: 'connection_init' });
    await socket.messages.take();
    socket.send({ type: 'ping', payload: { at: 1 } });
    expect(await socket.messages.take()).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  test('a pong that nobody asked for is fine', async () => {
    const socket = await connect();
    socket.send({ type: 'pong' });
    socket.send({ type: 'ping' });
    expect(await socket.messages.take()).toEqual({ type: 'pong' });
  });
});

describe('subscribe', () => {
  test('before connection_ack closes with 4401', async () => {
    const socket = await open();
    socket.subscribe('1', ORDERS);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  test('with an ID that is in use closes with 4409', async () => {
    const socket = await connect();
    socket.subscribe('one', ORDERS);
    await socket.settle();
    socket.subscribe('one', QUERY);
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for one already exists' });
  });

  test('with an ID of an operation that is over is fine', async () => {
    const socket = await connect();
    for (const _ of [1, 2]) {
      socket.subscribe('one', QUERY);
      expect((await socket.messages.take()).type).toBe('next');
      expect(await socket.messages.take()).toEqual({ id: 'one', type: 'complete' });
    }
    socket.subscribe('one', ORDERS);
    await socket.settle();
    socket.send({ id: 'one', type: 'complete' });
    socket.subscribe('one', ORDERS);
    await socket.settle();
    await sendChange('UPDATE', 'SO-2026-00001');
    await sendChange('UPDATE', 'SO-2026-00002');
    for (const name of ['SO-2026-00001', 'SO-2026-00002']) {
      expect(await socket.messages.take()).toMatchObject({ payload: { data: { shopOrderChanged: { name } } } });
    }
  });

  test('runs a query: one next, then complete', async () => {
    const socket = await connect();
    socket.subscribe('q', QUERY);
    expect(await socket.messages.take()).toMatchObject({ id: 'q', type: 'next', payload: { data: {} } });
    expect(await socket.messages.take()).toEqual({ id: 'q', type: 'complete' });
  });

  test('runs a mutation: one next, then complete', async () => {
    const socket = await connect();
    socket.subscribe('m', 'mutation { deleteShopOrder(name: "NO-SUCH") { name } }');
    const next = await socket.messages.take();
    expect(next).toMatchObject({ id: 'm', type: 'next', payload: { errors: [{ extensions: { code: 'NOT_FOUND' } }] } });
    expect(await socket.messages.take()).toEqual({ id: 'm', type: 'complete' });
  });

  test('runs the operation that it names, with its variables', async () => {
    const socket = await connect();
    const query = `query A { __typename } query B($name: ID!) { shopOrder(name: $name) { name } }`;
    const payload = { query, operationName: 'B', variables: { name: 'SO-2026-00002' } };
    socket.send({ id: 'b', type: 'subscribe', payload });
    expect(await socket.messages.take()).toMatchObject({ payload: { data: { shopOrder: { name: 'SO-2026-00002' } } } });
  });

  test('streams a subscription: next for each result, interleaved with other operations', async () => {
    const socket = await connect();
    socket.subscribe('s', ORDERS);
    await socket.settle();
    await sendChange('UPDATE', 'SO-2026-00001');
    expect(await socket.messages.take()).toEqual({
      id: 's',
      type: 'next',
      payload: { data: { shopOrderChanged: { name: 'SO-2026-00001' } } },
    });
    socket.subscribe('q', QUERY);
    expect(await socket.messages.take()).toMatchObject({ id: 'q', type: 'next' });
    expect(await socket.messages.take()).toMatchObject({ id: 'q', type: 'complete' });
    await sendChange('UPDATE', 'SO-2026-00002');
    expect(await socket.messages.take()).toMatchObject({ id: 's', type: 'next' });
  });
});

describe('error', () => {
  test.each([
    ['a document that cannot be parsed', '{ nothing'],
    ['a field that is not there', '{ nothing }'],
    ['more than one root field', 'subscription { shopOrderChanged { name } documentChanged { name } }'],
    ['a variable that is missing', 'query ($name: ID!) { shopOrder(name: $name) { name } }'],
  ])('answers %s, and ends the operation without complete', async (_, query) => {
    const socket = await connect();
    socket.subscribe('x', query);
    const [first, ...others] = await socket.settled();
    expect(first).toMatchObject({ id: 'x' });
    const errors = first?.type === 'error' ? first.payload : first?.payload.errors;
    expect(errors).toMatchObject([{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }]);
    if (first?.type === 'error') expect(others).toEqual([]);
    socket.subscribe('x', QUERY);
    expect(await socket.messages.take()).toMatchObject({ id: 'x', type: 'next' });
  });

  test('answers an operation that is ambiguous among several', async () => {
    const socket = await connect();
    socket.subscribe('x', 'query A { __typename } query B { __typename }');
    expect(await socket.messages.take()).toMatchObject({
      id: 'x',
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('answers what is over a limit as HTTP does', async () => {
    const socket = await connect();
    const deep = `{ shopOrder(name: "x") ${'{ customer '.repeat(60)} { name } ${'}'.repeat(60)} }`;
    socket.subscribe('deep', deep);
    expect(await socket.messages.take()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const variables = { filter: JSON.parse(`${'{"not":'.repeat(150)}{}${'}'.repeat(150)}`) };
    socket.subscribe(
      'variables',
      'query ($filter: ShopOrderFilter) { shopOrders(filter: $filter) { totalCount } }',
      variables,
    );
    expect(await socket.messages.take()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

describe('a flood', () => {
  test('of messages is answered in order, and a ping of another socket between them', async () => {
    const [flood, other] = [await connect('guest'), await connect('guest')];
    const aliases = Array.from({ length: 400 }, (_, index) => `a${index}: timeZone`).join(' ');
    for (let index = 0; index < 60; index += 1)
      flood.subscribe(String(index), `{ site { ${aliases} b${index}: timeZone } }`);
    other.send({ type: 'ping' });
    expect(await other.messages.take()).toEqual({ type: 'pong' });
    const ids: unknown[] = [];
    while (ids.length < 60) {
      const { type, id } = await flood.messages.take();
      if (type === 'next') ids.push(id);
    }
    expect(ids).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
  });

  test('of operations that do not end is RATE_LIMITED, until one of them is over', async () => {
    await using gateway = await startTestGateway({}, { MAX_SOCKET_OPERATIONS: '2' });
    const socket = await connectAs(gateway, 'carol');
    for (const id of ['1', '2', '3']) socket.subscribe(id, ORDERS);
    expect(await socket.messages.take()).toMatchObject({
      type: 'error',
      id: '3',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    socket.send({ type: 'complete', id: '1' });
    socket.subscribe('4', '{ __typename }');
    expect(await socket.messages.take()).toMatchObject({ type: 'next', id: '4' });
    socket.close();
  });

  test.each([
    ['an ID of 101 characters', JSON.stringify({ id: 'x'.repeat(101), type: 'subscribe', payload: { query: QUERY } })],
    ['JSON of 20,000 values', JSON.stringify({ type: 'ping', payload: { list: Array(20_000).fill(1) } })],
    ['JSON that nests 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('in one message, such as %s, closes with 4400', async (_what, message) => {
    const socket = await connect();
    socket.send(message);
    expect((await socket.closed).code).toBe(4400);
  });
});

describe('complete', () => {
  test('of the client stops the subscription', async () => {
    const socket = await connect();
    socket.subscribe('s', ORDERS);
    await socket.settle();
    socket.send({ id: 's', type: 'complete' });
    await socket.settle();
    running.site.requests.length = 0;
    await sendChange('UPDATE', 'SO-2026-00001');
    expect(await socket.settled()).toEqual([]);
    expect(running.site.requests).toEqual([]);
  });

  test('of the client before the result keeps the result back', async () => {
    const socket = await connect();
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<undefined>();
    running.site.fault = () => {
      reached.resolve();
      return held.promise;
    };
    socket.subscribe('q', QUERY);
    await reached.promise;
    socket.send({ id: 'q', type: 'complete' });
    socket.send({ type: 'ping' });
    expect(await socket.messages.take()).toEqual({ type: 'pong' });
    running.site.fault = undefined;
    held.resolve(undefined);
    expect(await socket.settled()).toEqual([]);
  });

  test('for an ID that nobody knows is ignored', async () => {
    const socket = await connect();
    socket.send({ id: 'unknown', type: 'complete' });
    socket.send({ type: 'ping' });
    expect(await socket.messages.take()).toEqual({ type: 'pong' });
  });
});

describe('text that is not a message', () => {
  test.each([
    ['no JSON', 'nonsense'],
    ['JSON that is no object', '[]'],
    ['no type', '{}'],
    ['a type that is not there', '{"type":"start","id":"1"}'],
    ['subscribe without an ID', '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['subscribe with an empty ID', '{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['subscribe without a query', '{"id":"1","type":"subscribe","payload":{}}'],
    [
      'subscribe with variables that are none',
      '{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":"x"}}',
    ],
    ['complete without an ID', '{"type":"complete"}'],
    ['a payload of connection_init that is no object', '{"type":"connection_init","payload":"x"}'],
  ])('%s closes with 4400', async (_, message) => {
    const socket = await open();
    socket.send(message);
    expect((await socket.closed).code).toBe(4400);
  });

  test('one that is too long closes with 1009', async () => {
    const socket = await connect();
    socket.socket.on('error', () => undefined);
    socket.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(1024 * 1024) } }));
    expect((await socket.closed).code).toBe(1009);
  });
});

describe('the client of graphql-ws', () => {
  test('subscribes, gets results and completes', async () => {
    const client = createClient({
      url: `${running.gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: running.site.authorization('carol') },
    });
    const results = client.iterate({ query: ORDERS });
    running.site.requests.length = 0;
    const first = results.next();
    // The one call with which a subscription begins; what is told from then on is not missed.
    await until(() => running.site.requests.some(({ path }) => path.startsWith('/api/resource/Shop%20Order?')));
    await sendChange('UPDATE', 'SO-2026-00001');
    expect((await first).value).toEqual({ data: { shopOrderChanged: { name: 'SO-2026-00001' } } });
    await results.return?.();
    await client.dispose();
  });
});

test('a connection_init that does not come in time closes with 4408', { timeout: 10_000 }, async () => {
  expect(await silent.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
});
