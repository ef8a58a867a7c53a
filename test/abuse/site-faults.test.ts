import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type FaultProxy, type SiteFault, startFaultProxy } from '../support/fault-proxy.ts';
import { startWatchedGateway, type WatchedGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const READ = '{ shopTags(first: 1) { nodes { name } } }';
const write = (name: string) => `mutation { createShopTag(input: { name: "${name}" }) { shopTag { name } } }`;

/** All faults are answered by then, and all is well again. */
const MAX_MS = 6_000;

const JSON_TYPE = 'content-type: application/json';
const HTML = 'content-type: text/html';
const answer = (status: string, headers: readonly string[], body: string) =>
  [`HTTP/1.1 ${status}`, ...headers, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
const answers = (...given: Parameters<typeof answer>): SiteFault => ({
  onRequest: (socket) => socket.write(answer(...given)),
});
const sends = (text: string | Buffer, end?: (socket: Socket) => void): SiteFault => ({
  onRequest: (socket) => {
    socket.write(text);
    end?.(socket);
  },
});
const close = (socket: Socket) => void socket.end();
const reset = (socket: Socket) => void socket.resetAndDestroy();
const HEAD = `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n`;
const endless = (text: string) => (socket: Socket) => {
  const timer = setInterval(() => socket.writable && socket.write(text), 20);
  socket.once('close', () => clearInterval(timer));
};
const packed = (body: Buffer, coding: string) =>
  Buffer.concat([Buffer.from(`${HEAD}content-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`), body]);
const TRACE = JSON.stringify({ exc_type: 'OperationalError', exception: 'pymysql.err.OperationalError: gone away' });

/** Each with the code of its error, and whether the outcome of a write is known. */
const FAULTS: readonly (readonly [name: string, fault: SiteFault, code: string, outcome: 'UNKNOWN' | 'NOT DONE'])[] = [
  ['nobody listens', { isRefusing: true }, 'UPSTREAM_UNAVAILABLE', 'NOT DONE'],
  ['connections are reset at once', { onConnect: reset }, 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['connections are closed at once', { onConnect: close }, 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['requests are never answered', {}, 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
  ['connections are reset in place of an answer', { onRequest: reset }, 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['connections are closed in place of an answer', { onRequest: close }, 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['half of a status line comes, and an end', sends('HTTP/1.1 2', close), 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['half of the headers comes, and an end', sends(HEAD, close), 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  ['half of the headers comes, and nothing more', sends(HEAD), 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
  ['the answer is not HTTP', sends('SSH-2.0-OpenSSH_9.6\r\n'), 'UPSTREAM_UNAVAILABLE', 'UNKNOWN'],
  [
    'the answer is TLS',
    sends(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])),
    'UPSTREAM_UNAVAILABLE',
    'UNKNOWN',
  ],
  ['headers never end', sends(HEAD, endless('x-more: yes\r\n')), 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
  ['a header is 1 MB', sends(`${HEAD}x-long: ${'x'.repeat(1_000_000)}\r\n`), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'informational answers never end',
    { onRequest: endless('HTTP/1.1 103 Early Hints\r\n\r\n') },
    'UPSTREAM_TIMEOUT',
    'UNKNOWN',
  ],
  [
    'there are two lengths',
    sends(`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the body is cut short',
    sends(`${HEAD}content-length: 500\r\n\r\n{"data":[`, close),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['the body is reset', sends(`${HEAD}content-length: 500\r\n\r\n{"data":[`, reset), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the body stops', sends(`${HEAD}content-length: 500\r\n\r\n{"data":[`), 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
  ['the body drips', sends(`${HEAD}content-length: 500\r\n\r\n{"data":[`, endless(' ')), 'UPSTREAM_TIMEOUT', 'UNKNOWN'],
  [
    'the body never ends',
    sends(`${HEAD}transfer-encoding: chunked\r\n\r\n`, endless(`4000\r\n${' '.repeat(0x4000)}\r\n`)),
    'UPSTREAM_TIMEOUT',
    'UNKNOWN',
  ],
  [
    'a chunk is cut short',
    sends(`${HEAD}transfer-encoding: chunked\r\n\r\nff\r\n{"data":[`, close),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'a chunk has no length',
    sends(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the body is longer than it may be',
    sends(`${HEAD}content-length: 999999999\r\n\r\n{`, endless('x'.repeat(10_000))),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['the body is empty', answers('200 OK', [JSON_TYPE], ''), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the body is half of JSON', answers('200 OK', [JSON_TYPE], '{"data":[{"na'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the body is null', answers('200 OK', [JSON_TYPE], 'null'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the body is a list', answers('200 OK', [JSON_TYPE], '[]'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the data is text', answers('200 OK', [JSON_TYPE], '{"data":"x"}'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['the data is a list of numbers', answers('200 OK', [JSON_TYPE], '{"data":[1]}'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'the body is compressed, and broken',
    answers('200 OK', [JSON_TYPE, 'content-encoding: gzip'], 'not gzip'),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'a small body unpacks to 64 MiB',
    sends(packed(gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')), 'gzip')),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'a number is not a number',
    answers('200 OK', [JSON_TYPE], '{"data":[{"name":NaN}]}'),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the JSON nests 100,000 levels',
    answers('200 OK', [JSON_TYPE], `{"data":${'['.repeat(100_000)}`),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the JSON nests 100,000 levels and ends',
    answers('200 OK', [JSON_TYPE], `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the text is not UTF-8',
    sends(packed(Buffer.from('{"data":[{"name":"Z\xfcrich"}]}', 'latin1'), 'identity')),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the text is UTF-16',
    sends(packed(Buffer.from('{"data":[]}', 'utf16le'), 'identity')),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  [
    'the rows lack what was asked for',
    answers('200 OK', [JSON_TYPE], '{"data":[{"other":"x"}]}'),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['the rows are lists', answers('200 OK', [JSON_TYPE], '{"data":[["x"]]}'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'a name is an object',
    answers('200 OK', [JSON_TYPE], '{"data":[{"name":{"a":1}}]}'),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['only a part is sent', answers('206 Partial Content', [JSON_TYPE], '{"data":[]}'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  ['nothing has been modified', sends('HTTP/1.1 304 Not Modified\r\n\r\n'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'the protocol is switched',
    sends('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    'UPSTREAM_UNAVAILABLE',
    'UNKNOWN',
  ],
  ['a failure has the status 200', answers('200 OK', [JSON_TYPE], TRACE), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'the body is the page of a portal',
    answers('200 OK', [HTML], '<html>Sign in</html>'),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['there is no content', sends('HTTP/1.1 204 No Content\r\n\r\n'), 'UPSTREAM_CONTRACT', 'UNKNOWN'],
  [
    'the site has moved',
    answers('302 Found', ['location: https://elsewhere.example/'], ''),
    'UPSTREAM_CONTRACT',
    'UNKNOWN',
  ],
  ['a proxy refuses', answers('403 Forbidden', [HTML], '<html>WAF</html>'), 'FORBIDDEN', 'NOT DONE'],
  ['a proxy finds nothing', answers('404 Not Found', [HTML], '<html>nginx</html>'), 'NOT_FOUND', 'NOT DONE'],
  [
    'a proxy asks for fewer requests',
    answers('429 Too Many Requests', [HTML], '<html>slow down</html>'),
    'RATE_LIMITED',
    'NOT DONE',
  ],
  [
    'the site fails with a page',
    answers('500 Internal Server Error', [HTML], '<html>Oops</html>'),
    'UPSTREAM_ERROR',
    'UNKNOWN',
  ],
  ['the database is gone', answers('500 Internal Server Error', [JSON_TYPE], TRACE), 'UPSTREAM_ERROR', 'UNKNOWN'],
  [
    'a proxy reaches nobody',
    answers('502 Bad Gateway', [HTML], '<html>nginx</html>'),
    'UPSTREAM_UNAVAILABLE',
    'UNKNOWN',
  ],
  [
    'a proxy is overloaded',
    answers('503 Service Unavailable', [HTML], '<html>nginx</html>'),
    'UPSTREAM_UNAVAILABLE',
    'UNKNOWN',
  ],
  [
    'a proxy waits in vain',
    answers('504 Gateway Time-out', [HTML], '<html>nginx</html>'),
    'UPSTREAM_TIMEOUT',
    'UNKNOWN',
  ],
  ['the status is unknown', answers('799 What', [JSON_TYPE], '{}'), 'UPSTREAM_ERROR', 'UNKNOWN'],
];

let site: DemoSite;
let proxy: FaultProxy;
let gateway: WatchedGateway;
beforeAll(async () => {
  site = await startDemoSite({ scale: 'small' });
  proxy = await startFaultProxy(site);
  gateway = await startWatchedGateway(site, {
    FRAPPE_URL: proxy.url,
    FRAPPE_TIMEOUT_MS: '500',
    FRAPPE_TOTAL_TIMEOUT_MS: '1000',
  });
});
afterAll(async () => {
  await gateway.close();
  await proxy[Symbol.asyncDispose]();
  await site.close();
});

describe('a site that is broken', () => {
  test('is tried in 50 ways or more', () => {
    expect(new Set(FAULTS.map(([name]) => name)).size).toBeGreaterThanOrEqual(50);
  });

  test.each(FAULTS)(
    'because %s is an error with a code, and is used again once it is whole',
    async (name, fault, code, outcome) => {
      await proxy.setFault(fault);
      const startedAt = performance.now();
      const [reading, writing] = await Promise.all([ask(READ), ask(write(name))]);
      expect(performance.now() - startedAt).toBeLessThan(MAX_MS);
      expect.soft([reading, writing]).toEqual([code, outcome === 'UNKNOWN' ? `${code} UNKNOWN` : code]);
      const writes = proxy.met.filter((line) => line.startsWith('POST /api/resource/Shop%20Tag '));
      expect.soft(writes.length, 'a write is sent once').toBe(fault.isRefusing || fault.onConnect === reset ? 0 : 1);
      // Nothing is left of it: no call, and no connection but those that are kept alive.
      expect(gateway.site.client.load()).toMatchObject({ underWay: 0, waiting: 0 });
      await until(() => proxy.faulty() <= 2, 3);
      await proxy.setFault(null);
      const wholeAt = performance.now();
      await until(async () => (await ask(READ)) === 'ok', MAX_MS / 1_000);
      expect(performance.now() - wholeAt).toBeLessThan(MAX_MS);
    },
  );
});

test('a second answer to one request is not taken for the answer to the next', async () => {
  const named = (name: string) => answer('200 OK', [JSON_TYPE], JSON.stringify({ data: [{ name }] }));
  await proxy.setFault(sends(named('asked for') + named('smuggled in')));
  for (let time = 0; time < 10; time += 1) {
    const text = await send(READ);
    expect(text).not.toContain('smuggled in');
    expect(text).toContain('asked for');
  }
  await proxy.setFault(null);
});

/** @returns the codes of the errors, and what is known of a write; `ok` without errors. */
async function ask(query: string): Promise<string> {
  const { errors = [] } = JSON.parse(await send(query)) as { errors?: { extensions: Record<string, unknown> }[] };
  if (errors.length === 0) return 'ok';
  return errors.map(({ extensions: { code, outcome } }) => [code, outcome].filter(Boolean).join(' ')).join();
}

async function send(query: string): Promise<string> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: site.authorization('carol') },
    body: JSON.stringify({ query }),
  });
  return response.text();
}
