import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';
import { holdRequests } from '../support/site-faults.ts';
import { until } from '../support/until.ts';

const MIB = 1024 * 1024;
const READ = '{ shopOrders(first: 1) { nodes { name } } }';
const GET = 'GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: x\r\n\r\n';

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
  gateway = await startGatewayProcess(site, {}, { nodeArgs: ['--max-old-space-size=192'], isProbed: true });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
});

/** A connection, and the text that it got. */
function send(text: string): { socket: Socket; received: () => string; closed: Promise<void> } {
  let received = '';
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined).on('data', (data) => (received += data));
  socket.write(text);
  return { socket, received: () => received, closed };
}

function post(query: string, variables: Record<string, unknown> = {}): string {
  const body = JSON.stringify({ query, variables });
  return `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: ${site.authorization('alice')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

async function readLight(): Promise<void> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ __typename }"}',
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
}

test('requests that are sent in one piece are answered in their order, with what is left behind them', async () => {
  const texts = ['{ a: __typename }', READ, '{ b: __typename }', '{ c: shopTags(first: 1) { nodes { name } } }'];
  const { socket, received } = send(texts.map((text) => post(text)).join('') + GET);
  await until(() => received().split('HTTP/1.1 200').length === 6);
  const keys = [...received().matchAll(/\{"data":\{"(\w+)"/g)].map(([, key]) => key);
  expect(keys).toEqual(['a', 'shopOrders', 'b', 'c', '__typename']);
  socket.destroy();
});

test.each([
  ['queries by GET', GET],
  ['queries by POST', 'POST'],
  ['paths that are not there', 'GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n'],
])('20,000 %s in one piece hold nobody up', { timeout: 60_000 }, async (_what, one) => {
  const text = (one === 'POST' ? post('{ __typename }') : one).repeat(20_000);
  await expectShortTurns(gateway, async () => {
    const sent = Array.from({ length: 4 }, () => send(text));
    for (let count = 0; count < 5; count += 1) await readLight();
    await Promise.all(sent.map(({ closed }) => closed));
  });
});

test('bodies behind a request that hangs are given up with their connection', { timeout: 60_000 }, async () => {
  const held = holdRequests(site, ({ headers }) => headers.authorization === site.authorization('alice'));
  const large = post(READ, { a: 'x'.repeat(900_000) });
  const before = await gateway.report();
  for (let round = 1; round <= 12; round += 1) {
    const { socket, closed } = send(post(READ) + large.repeat(4));
    await until(() => held.count() === round);
    socket.destroy();
    await closed;
  }
  held.release();
  await readLight();
  // All that a process may hold at once is free again.
  const { socket, received } = send(large);
  await until(() => received().includes('HTTP/1.1'));
  expect(received()).toContain('HTTP/1.1 200');
  socket.destroy();
  expect((await gateway.report()).heapUsed - before.heapUsed).toBeLessThan(20 * MIB);
});
