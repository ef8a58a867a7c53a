import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { openSocket } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const BODY = '{"query":"{ __typename }"}';
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const MAX_WAITING = 50;

let gateway: TestGateway;
const opened: Socket[] = [];

beforeAll(async () => {
  gateway = await startTestGateway(
    { version: 15 },
    {
      HEADERS_TIMEOUT_SECONDS: '1',
      BODY_PAUSE_SECONDS: '1',
      REQUEST_TIMEOUT_SECONDS: '3',
      KEEP_ALIVE_SECONDS: '1',
      CONNECTION_INIT_SECONDS: '1',
      MAX_WAITING_CONNECTIONS_PER_ADDRESS: String(MAX_WAITING),
    },
  );
});

afterAll(async () => {
  for (const socket of opened) socket.destroy();
  await gateway[Symbol.asyncDispose]();
});

function open(text = '', { gateway: { url } } = gateway): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  opened.push(socket);
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

/** Ms until the gateway closes a connection. */
async function lifetime(socket: Socket): Promise<number> {
  const startedAt = performance.now();
  // An end of the other side is seen only where what it sent is read.
  socket.resume();
  await once(socket, 'close');
  return performance.now() - startedAt;
}

/** Sends a piece of a text every so often. */
function drip(socket: Socket, text: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(
    () => (socket.destroyed ? clearInterval(timer) : socket.write(text[at++ % text.length] ?? '')),
    everyMs,
  );
  socket.once('close', () => clearInterval(timer));
}

async function expectAnswered(): Promise<void> {
  const { data } = await gateway.query('{ __typename }');
  expect(data).toEqual({ __typename: 'Query' });
}

const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** What a client sends, what it sends on every 100 ms, and when the gateway closes the connection, in ms. */
const STALLED: Record<string, { sent: string; drip?: string; from?: number; to: number }> = {
  'says nothing': { sent: '', to: 4_000 },
  'stops in its headers': { sent: HEAD, to: 4_000 },
  'drips its headers': { sent: HEAD, drip: 'x-a: b\r\n', to: 4_000 },
  'stops in the headers of its second request': {
    sent: `${HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}POST /gra`,
    to: 5_000,
  },
  'stops in its body': { sent: `${HEAD}content-length: 100\r\n\r\n{"query"`, to: 3_000 },
  'stops in a body without a length': { sent: `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{"que\r\n`, to: 3_000 },
  'never begins its body': { sent: `${HEAD}content-length: 100\r\nexpect: 100-continue\r\n\r\n`, to: 3_000 },
  'stops in a webhook': {
    sent: 'POST /webhooks/frappe/on_update HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{',
    to: 3_000,
  },
  'drips its body': { sent: `${HEAD}content-length: 1000\r\n\r\n`, drip: ' ', from: 2_500, to: 6_000 },
  'asks nothing more': { sent: `${HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}`, to: 4_000 },
  'is refused as a WebSocket, and never closes its side': {
    sent: `GET /elsewhere HTTP/1.1\r\nhost: x\r\n${UPGRADE}\r\n`,
    to: 1_500,
  },
  'is a WebSocket that says nothing, and does not answer when it is closed': {
    sent: `GET /graphql HTTP/1.1\r\nhost: x\r\n${UPGRADE}sec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    from: 800,
    to: 4_000,
  },
};

describe('a connection is closed whose client', () => {
  const lifetimes = new Map<string, Promise<number>>();
  // All of them at once: each takes its seconds.
  beforeAll(() => {
    for (const [what, { sent, drip: dripped }] of Object.entries(STALLED)) {
      const socket = open(sent);
      if (dripped !== undefined) drip(socket, dripped, 100);
      lifetimes.set(what, lifetime(socket));
    }
  });

  test.each(Object.entries(STALLED))('%s', async (what, { from = 0, to }) => {
    const ms = await lifetimes.get(what);
    expect(ms).toBeGreaterThan(from);
    expect(ms).toBeLessThan(to);
  });
});

// One is still to come while it waits, the other one is there as a whole.
test.each([2_000_000, 20_000])(
  'a request is not closed while the site is slow to take its file of %i bytes',
  async (size) => {
    gateway.site.fault = ({ path }) => (path.includes('has_permission') ? { delayMs: 2_500 } : undefined);
    const form = new FormData();
    const target = '{ doctype: "Shop Order", name: "SO-2026-00001" }';
    const query = `mutation ($file: Upload!) { uploadFile(file: $file, attachTo: ${target}) { file { fileName } } }`;
    form.set('operations', JSON.stringify({ query, variables: { file: null } }));
    form.set('map', '{"0":["variables.file"]}');
    form.set('0', new Blob(['x'.repeat(size)]), 'slow.txt');
    const response = await fetch(`${gateway.gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: gateway.site.authorization('gateway'), 'x-requested-with': 'test' },
      body: form,
    });
    gateway.site.fault = undefined;
    expect(await response.json()).toMatchObject({ data: { uploadFile: { file: { fileName: 'slow.txt' } } } });
  },
);

describe('many connections', () => {
  test('of one address that say nothing give way to newer ones, and stop nobody', async () => {
    const sockets: Socket[] = [];
    const closed: Promise<unknown>[] = [];
    // As fast as they are accepted.
    for (let batch = 0; batch < 20; batch += 1) {
      const some = Array.from({ length: 100 }, () => open());
      sockets.push(...some);
      closed.push(...some.map((socket) => lifetime(socket)));
      await Promise.all(some.map((socket) => once(socket, 'connect')));
      await expectAnswered();
    }
    const isOpen = () => sockets.filter(({ readyState }) => readyState === 'open').length;
    await until(() => isOpen() <= MAX_WAITING);
    await expectAnswered();
    await Promise.all(closed);
  });

  test('of WebSockets that say nothing do, too', async () => {
    const silent = await Promise.all(Array.from({ length: 30 }, () => openSocket(gateway)));
    const more = await Promise.all(Array.from({ length: 40 }, () => openSocket(gateway)));
    const codes = await Promise.all(silent.slice(0, 20).map(({ closed }) => closed));
    expect(codes.filter(({ code }) => code === 1006).length).toBeGreaterThan(10);
    await expectAnswered();
    for (const { socket } of [...silent, ...more]) socket.terminate();
  });

  test('that are asked something are not counted', async () => {
    gateway.site.fault = () => ({ delayMs: 1_500 });
    const asked = Array.from({ length: 2 * MAX_WAITING }, () =>
      gateway.query('{ shopOrders(first: 1) { nodes { name } } }'),
    );
    const answers = await Promise.all(asked);
    gateway.site.fault = undefined;
    expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
  });

  test('are refused from a number on, and from trusted proxies only then', async () => {
    await using small = await startTestGateway(
      { version: 15 },
      { MAX_CONNECTIONS: '20', MAX_WAITING_CONNECTIONS_PER_ADDRESS: '5', TRUSTED_PROXIES: '127.0.0.1' },
    );
    const sockets = Array.from({ length: 40 }, () => open('', small));
    const closed = sockets.map((socket) => lifetime(socket));
    await Promise.race(closed);
    await until(() => sockets.filter(({ readyState }) => readyState === 'open').length <= 20);
    expect(sockets.filter(({ readyState }) => readyState === 'open')).toHaveLength(20);
  });
});
