import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { useGateway } from '../support/use-gateway.ts';

const BODY = JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' });
const UPGRADE = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';

const gateway = useGateway(
  {},
  {
    WEBHOOK_SECRET: 'a secret for webhooks',
    OAUTH_CLIENT_ID: 'demo-client',
    SESSION_SECRET: 'a secret of at least 32 characters',
    CORS_ORIGINS: 'https://app.example.com',
  },
);

/** Sends bytes, and reads until the gateway closes the connection. */
async function sendRaw(lines: readonly string[], body = ''): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(Number(new URL(gateway.gateway.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'close');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') };
}

const post = (...headers: string[]) =>
  sendRaw(['POST /graphql HTTP/1.1', ...headers, `Content-Length: ${BODY.length}`, 'Connection: close'], BODY);

describe('a request whose Host is not one host', () => {
  const hosts = ['a, b', 'a b', 'a/b', 'user@a', 'a:80:90', 'a?b', '[::1', 'a,b:80'];
  // No URL can have these.
  const noHosts = ['%', 'a%zz', '999.999.999.999', 'a:99999', '[1]'];
  test.each([...hosts, ...noHosts])('is refused: %j', async (host) => {
    const get = ['GET /graphql?query={__typename} HTTP/1.1', `Host: ${host}`, 'Connection: close'];
    for (const answer of [await post(`Host: ${host}`, 'Content-Type: application/json'), await sendRaw(get)]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('host: must be one host name, with or without a port.');
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test.each(['a', 'a.example:8000', '[::1]:80', 'my_site.localhost', '10.0.0.1', ''])(
    'is answered: %j',
    async (host) => {
      const answer = await sendRaw(['GET /health HTTP/1.1', `Host: ${host}`, 'Connection: close']);
      expect(answer.status).toBe(200);
    },
  );
});

describe('a request with a header twice that can be there once', () => {
  test.each([
    ['host', ['Host: a.example', 'Host: b.example', 'Content-Type: application/json']],
    ['host', ['Host: a.example', 'Content-Type: application/json', 'hOST: a.example']],
    [
      'authorization',
      ['Host: a', 'Content-Type: application/json', 'Authorization: token a:b', 'Authorization: token c:d'],
    ],
    ['content-type', ['Host: a', 'Content-Type: application/json', 'Content-Type: text/plain']],
  ])('is refused with 400, and the site is not asked: %s', async (name, headers) => {
    const answer = await post(...headers);
    expect(answer.status).toBe(400);
    expect(answer.head).toMatch(/\r\nconnection: close(\r\n|$)/i);
    expect(answer.body).toContain(`${name}: send this header once.`);
    expect(gateway.site.requests).toEqual([]);
  });

  test('is refused at every path, and for sockets', async () => {
    for (const path of ['/health', '/files/a.txt', '/auth/login', '/webhooks/frappe/metadata', '/nope']) {
      const answer = await sendRaw([`GET ${path} HTTP/1.1`, 'Host: a', 'Host: b', 'Connection: close']);
      expect([path, answer.status]).toEqual([path, 400]);
    }
    const protocol = 'Sec-WebSocket-Protocol: graphql-transport-ws';
    const twice = await sendRaw(['GET /graphql HTTP/1.1', 'Host: a', 'Host: b', ...UPGRADE, KEY, protocol]);
    expect(twice.status).toBe(400);
  });

  test('is answered if it is there once', async () => {
    const answer = await post(
      'Host: a.example',
      'Content-Type: application/json',
      `Authorization: ${gateway.site.authorization('carol')}`,
      'Accept: application/json',
      'Accept: */*',
    );
    expect([answer.status, answer.body.includes('"nodes"')]).toEqual([200, true]);
  });
});

describe('a request whose body has a transfer coding', () => {
  const send = (codings: readonly string[], path = '/graphql') => {
    const lines = [`POST ${path} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', 'Connection: close'];
    const headers = codings.map((coding) => `Transfer-Encoding: ${coding}`);
    const as = `Authorization: ${gateway.site.authorization('carol')}`;
    return sendRaw([...lines, as, ...headers], `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`);
  };

  test.each([
    [['gzip, chunked']],
    [['gzip', 'chunked']],
    [['deflate,chunked']],
    [['x, chunked']],
    [['identity']],
    [['gzip']],
  ])('is refused with 501 at every path, and the site is not asked: %j', async (codings) => {
    for (const path of ['/graphql', '/health', '/files/a.txt', '/webhooks/frappe/metadata']) {
      const answer = await send(codings, path);
      expect([path, answer.status]).toEqual([path, 501]);
      expect(answer.head).toMatch(/\r\nconnection: close(\r\n|$)/i);
      expect(answer.body).toContain('transfer-encoding: must be chunked, and nothing else.');
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test.each(['chunked', 'Chunked', ', chunked'])('is answered if it is only in chunks: %j', async (coding) => {
    const answer = await send([coding]);
    expect([answer.status, answer.body.includes('"nodes"')]).toEqual([200, true]);
  });

  test('opens no socket', async () => {
    const coding = 'Transfer-Encoding: gzip, chunked';
    const protocol = 'Sec-WebSocket-Protocol: graphql-transport-ws';
    const answer = await sendRaw(['GET /graphql HTTP/1.1', 'Host: a', ...UPGRADE, KEY, protocol, coding]);
    expect(answer.status).toBe(501);
  });
});

describe('a request that offers another protocol', () => {
  test.each(['h2c', 'TLS/1.0', 'websocket, h2c'])('is answered as any other: %s', async (protocol) => {
    const answer = await post(
      'Host: a',
      'Content-Type: application/json',
      `Authorization: ${gateway.site.authorization('carol')}`,
      'Connection: Upgrade, HTTP2-Settings',
      `Upgrade: ${protocol}`,
      'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    );
    expect([answer.status, answer.body.includes('"nodes"')]).toEqual([200, true]);
  });

  test('and opens a socket before the answer to the request before it gets neither', async () => {
    const first = ['POST /graphql HTTP/1.1', 'Host: a', 'Content-Type: application/json'];
    const socket = [
      'GET /graphql HTTP/1.1',
      'Host: a',
      ...UPGRADE,
      KEY,
      'Sec-WebSocket-Protocol: graphql-transport-ws',
    ];
    const answer = await sendRaw(
      [...first, `Authorization: ${gateway.site.authorization('carol')}`, `Content-Length: ${BODY.length}`],
      `${BODY}${socket.join('\r\n')}\r\n\r\n`,
    );
    expect(answer.head).toBe('');
  });
});

describe('every response keeps browsers from guessing its type', () => {
  test.each<[string, string, Record<string, string>, string | undefined, number]>([
    ['GET', '/health', {}, undefined, 200],
    ['GET', '/ready', {}, undefined, 200],
    ['GET', '/', {}, undefined, 302],
    ['GET', '/nope', {}, undefined, 404],
    ['GET', '/graphql', { accept: 'text/html' }, undefined, 200],
    ['GET', '/graphql?query={__typename}', {}, undefined, 200],
    ['POST', '/graphql', { 'content-type': 'application/json' }, BODY, 401],
    ['POST', '/graphql', { 'content-type': 'application/json' }, '{', 400],
    ['POST', '/graphql', { 'content-type': 'text/plain' }, BODY, 415],
    ['PUT', '/graphql', { 'content-type': 'application/json' }, BODY, 405],
    ['POST', '/graphql', { 'content-type': 'application/json', accept: 'text/event-stream' }, BODY, 200],
    ['POST', '/graphql', { 'content-type': 'application/json', accept: 'text/plain' }, BODY, 406],
    ['OPTIONS', '/graphql', { origin: 'https://app.example.com' }, undefined, 204],
    ['GET', '/auth/login', {}, undefined, 302],
    ['GET', '/auth/nope', {}, undefined, 404],
    ['GET', '/files/nope.txt', {}, undefined, 404],
    ['GET', '/private/files/nope.txt', {}, undefined, 401],
    ['OPTIONS', '/files/nope.txt', { origin: 'https://app.example.com' }, undefined, 204],
    ['POST', '/webhooks/frappe/metadata', {}, '{}', 401],
    ['POST', '/webhooks/frappe/events/on_change', {}, '{}', 401],
    ['POST', '/webhooks/frappe/events/nope', {}, '{}', 404],
  ])('%s %s %j', async (method, path, headers, body, status) => {
    await until(() => gateway.gateway.site.isValid());
    const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) };
    const answer = await fetch(gateway.gateway.url + path, init);
    await answer.body?.cancel();
    expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([status, 'nosniff']);
  });

  test.each<[string, readonly string[], number]>([
    ['a socket at another path', ['GET /nope HTTP/1.1', 'Host: a', ...UPGRADE, KEY], 404],
    ['a socket without a key', ['GET /graphql HTTP/1.1', 'Host: a', ...UPGRADE], 400],
    ['no request', ['NONSENSE'], 400],
    ['a request without a host', ['GET /health HTTP/1.1', 'Connection: close'], 400],
    ['an expectation', ['GET /health HTTP/1.1', 'Host: a', 'Expect: more', 'Connection: close'], 417],
    ['headers that are too long', ['GET /health HTTP/1.1', 'Host: a', `X: ${'x'.repeat(20_000)}`], 431],
    ['two lengths', ['POST /graphql HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2'], 400],
  ])('that of %s', async (_what, lines, status) => {
    const answer = await sendRaw(lines);
    expect(answer.status).toBe(status);
    expect(answer.head).toMatch(/\r\nx-content-type-options: nosniff/i);
  });
});
