import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { addItems, CALL_FOR_EACH_ITEM } from '../support/many-items.ts';
import { holdRequests } from '../support/site-faults.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const open: TestGateway[] = [];

async function start(env: Record<string, string>, version: 15 | 17 = 15): Promise<TestGateway> {
  const gateway = await startTestGateway({ version }, env);
  open.push(gateway);
  return gateway;
}

afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway[Symbol.asyncDispose]();
});

const isCustomers = ({ path }: { path: string }) => path.startsWith('/api/resource/Shop%20Customer');
const TWO = '{ shopOrders(first: 1) { nodes { name } } shopCustomers(first: 1) { nodes { name } } }';

describe('an operation', () => {
  test('ends when its time is over, and keeps what it has read', async () => {
    const gateway = await start({ OPERATION_TIMEOUT_MS: '600' });
    const held = holdRequests(gateway.site, isCustomers);
    const startedAt = performance.now();
    const { status, data, errors } = await gateway.query(TWO, { as: 'carol' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect([status, data.shopOrders.nodes.length, data.shopCustomers]).toEqual([200, 1, null]);
    expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
      ['The operation took longer than 0.6 s.', { code: 'UPSTREAM_TIMEOUT' }],
    ]);
    held.release();
  });

  test('leaves the outcome of a write unknown when its time is over, but not that of one not yet sent', async () => {
    const gateway = await start({ OPERATION_TIMEOUT_MS: '600', FRAPPE_CONNECTIONS: '1' });
    const create = () => gateway.query('mutation { createShopTag(input: { name: "Late" }) { shopTag { name } } }');
    const writes = () => gateway.site.requests.filter(({ method }) => method === 'POST').length;
    const held = holdRequests(gateway.site, () => true);
    const [sent] = (await create()).errors ?? [];
    expect([sent?.extensions, writes()]).toEqual([{ code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' }, 1]);
    // A file takes as long as it takes: it has the one place that there is.
    const gone = new AbortController();
    const file = fetch(`${gateway.gateway.url}/files/a.txt`, { signal: gone.signal }).catch(() => null);
    await until(() => held.count() === 2);
    const [waiting] = (await create()).errors ?? [];
    expect([waiting?.extensions, writes()]).toEqual([{ code: 'UPSTREAM_TIMEOUT' }, 1]);
    gone.abort();
    await file;
    held.release();
  });

  test('has its time from the moment its request arrives, not from when its body is there', async () => {
    const gateway = await start({ OPERATION_TIMEOUT_MS: '1500' });
    const held = holdRequests(gateway.site, isCustomers);
    const body = JSON.stringify({ query: TWO });
    const startedAt = performance.now();
    const socket = connect(Number(new URL(gateway.gateway.url).port), '127.0.0.1');
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${gateway.site.authorization('carol')}`;
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body.slice(0, 10)}`);
    setTimeout(() => socket.write(body.slice(10)), 1_000);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toContain('The operation took longer than 1.5 s.');
    expect(performance.now() - startedAt).toBeLessThan(2_400);
    held.release();
  });

  test('that goes on over time outlives it: each of its calls has a time of its own', async () => {
    const gateway = await start({ OPERATION_TIMEOUT_MS: '300' });
    const begun = await gateway.query('mutation { shopfloor_api_start_job(seconds: 0.8) { job { handle } } }');
    const { handle } = begun.data.shopfloor_api_start_job.job;
    const socket = await connectAs(gateway, 'gateway');
    socket.subscribe('1', 'subscription ($handle: ID!) { jobUpdated(handle: $handle) { status } }', { handle });
    const told = [await socket.messages.take(), await socket.messages.take()];
    expect(told.map(({ payload }) => payload.data?.jobUpdated.status)).toEqual(['STARTED', 'FINISHED']);
    socket.close();
  });
});

describe('an operation that reads too much', () => {
  const page = (name: string, offset: number, nodes: string) =>
    `${name}: shopOrders(first: 60, offset: ${offset}) { nodes { ${nodes} } }`;

  test.each([
    [15, 'lists', `{ ${page('a', 0, 'name')} ${page('b', 60, 'name')} }`, 1],
    // Each of the 60 orders lacks its items, and a table is null only with an error of its own.
    [15, 'rows of child tables', `{ ${page('a', 0, 'name items { name }')} }`, 60],
    [17, 'rows that come along with their documents', `{ ${page('a', 0, 'name items { name }')} }`, 1],
    [15, 'a report', '{ runReport(name: "Shop Orders by Region", filters: {}) { rows } }', 1],
  ] as const)('rows is ended, on v%i: %s', async (version, _what, query, count) => {
    const gateway = await start(
      { MAX_OPERATION_ROWS: version === 15 && query.includes('runReport') ? '1' : '100' },
      version,
    );
    const { errors } = await gateway.query(query);
    expect(errors).toHaveLength(count);
    const [error] = errors ?? [];
    expect(error?.extensions).toEqual({ code: 'COST_EXCEEDED', field: 'rows' });
    expect(error?.message).toMatch(/^The operation read more than 1(00)? rows from the site\. Ask for less at once\.$/);
  });

  test('by methods that may change something gets the answer of the one that was too much, and no further one', async () => {
    const gateway = await start({ MAX_OPERATION_ROWS: '100' });
    const args = '{ doctype: "Shop Order", fields: ["name"], limit_page_length: 150 }';
    const read = (name: string) => `${name}: callMethod(path: "frappe.client.get_list", args: ${args}) { result }`;
    gateway.site.requests.length = 0;
    const { data, errors } = await gateway.query(`mutation { ${read('a')} ${read('b')} ${read('c')} }`);
    expect([data.a.result.length, data.b, data.c]).toEqual([150, null, null]);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['COST_EXCEEDED', 'COST_EXCEEDED']);
    expect(gateway.site.requests).toHaveLength(1);
  });

  test('calls is ended: a document may have more rows than its estimate supposes', async () => {
    const ROWS = 60;
    const gateway = await start({ MAX_COST_CALLS: '30' });
    addItems(gateway.site, ROWS);
    const { data, errors, extensions } = await gateway.query(CALL_FOR_EACH_ITEM);
    expect(extensions?.cost).toMatchObject({ calls: expect.toSatisfy((calls) => calls <= 30) });
    expect(data.shopOrder.items.length).toBeGreaterThan(ROWS);
    expect(gateway.site.requests).toHaveLength(30);
    expect(errors?.[0]).toMatchObject({
      message: 'The operation made more than 30 calls to the site. Ask for less at once.',
      extensions: { code: 'COST_EXCEEDED', field: 'calls' },
    });
  });

  test('bytes is ended, too', async () => {
    const gateway = await start({ FRAPPE_MAX_ANSWER_BYTES: '1000000' });
    gateway.site.fault = () => ({ status: 200, body: `{"message":"${'x'.repeat(800_000)}"}` });
    const read = (name: string) => `${name}: callMethod(path: "shopfloor.api.return_str") { result }`;
    const { data, errors } = await gateway.query(`mutation { ${['a', 'b', 'c', 'd'].map(read).join(' ')} }`);
    expect([data.a, data.b, data.c].map(({ result }) => result.length)).toEqual([800_000, 800_000, 800_000]);
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['d'], { code: 'COST_EXCEEDED', field: 'bytes' }],
    ]);
  });
});
