import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { freePort } from '../support/free-port.ts';
import { sendRaw } from '../support/raw-request.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

const TOKEN = 'a token of the metrics';
const TAGS = '{ shopTags(first: 1) { nodes { name } } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, { METRICS_TOKEN: TOKEN });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const read = (url = gateway.gateway.url, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  sendRaw(`${url}/metrics`, { headers });

/** The value of a line, such as `graphql_errors_total{site="",code="INTERNAL"}`; 0 if there is none. */
async function readValue(line: string, url?: string): Promise<number> {
  const text = (await read(url)).bytes.toString();
  const found = text.split('\n').find((other) => other.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

/** How much a line grows while something is done. */
async function growthOf(line: string, act: () => Promise<unknown>, url?: string): Promise<number> {
  const before = await readValue(line, url);
  await act();
  await expect.poll(() => readValue(line, url)).not.toBe(before);
  return (await readValue(line, url)) - before;
}

describe('the metrics', () => {
  test('are for those who show the token', async () => {
    expect((await read()).status).toBe(200);
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }] as Record<
      string,
      string
    >[]) {
      const { status, bytes } = await read(gateway.gateway.url, headers);
      expect(status).toBe(401);
      expect(bytes.toString()).not.toContain('graphql_');
    }
  });

  test('are not there unless a token or a port is set', async () => {
    await using plain = await startTestGateway();
    expect((await read(plain.gateway.url)).status).toBe(404);
  });

  test('are on a port of their own, and on no other', async () => {
    const port = await freePort();
    await using own = await startTestGateway({}, { METRICS_PORT: String(port) });
    expect((await read(own.gateway.url)).status).toBe(404);
    const { status, headers, bytes } = await read(`http://127.0.0.1:${port}`, {});
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(bytes.toString()).toContain('frappe_site_up{site=""} 1');
    expect((await sendRaw(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
    await expect(startTestGateway({}, { METRICS_PORT: String(port) })).rejects.toThrow(ConfigError);
  });

  test('count requests by kind and outcome', async () => {
    const count = (kind: string, outcome: string) =>
      `graphql_request_duration_seconds_count{site="",kind="${kind}",outcome="${outcome}"}`;
    expect(await growthOf(count('query', 'ok'), () => gateway.query(TAGS))).toBe(1);
    expect(await growthOf(count('query', 'ok'), () => gateway.query(TAGS))).toBe(1);
    expect(await growthOf(count('none', 'failed'), () => gateway.query('{ nothing }'))).toBe(1);
    const write = 'mutation { createShopTag(input: { name: "counted" }) { shopTag { name } } }';
    expect(await growthOf(count('mutation', 'ok'), () => gateway.query(write))).toBe(1);
    const partial = `{ shopTags(first: 1) { nodes { name } } shopOrders(first: 1) { nodes { name } } }`;
    gateway.site.fault = ({ path }) => (path.includes('Order') ? { status: 500, body: '{}' } : undefined);
    expect(await growthOf(count('query', 'partial'), () => gateway.query(partial))).toBe(1);
    gateway.site.fault = undefined;
  });

  test.each([
    ['short', ''],
    ['long, which is validated in turns', ' '.repeat(5_000)],
  ])('count documents and plans that earlier requests made: a %s document', async (_length, blanks) => {
    const document = (cache: string) => `graphql_documents_total{site="",cache="${cache}"}`;
    const plan = (cache: string) => `graphql_plans_total{site="",cache="${cache}"}`;
    const query = `{ shopTags(first: 1) { nodes { name modified } } ${blanks}}`;
    const readAll = () =>
      Promise.all([document('miss'), plan('miss'), document('hit'), plan('hit')].map((line) => readValue(line)));
    for (const growth of [
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ]) {
      const before = await readAll();
      await gateway.query(query);
      await expect.poll(readAll).toEqual(before.map((value, index) => value + (growth[index] as number)));
    }
  });

  test('count a plan that depends on variables each time, and no document that is refused', async () => {
    const query = 'query ($first: Int) { shopTags(first: $first) { nodes { name } } }';
    const plan = 'graphql_plans_total{site="",cache="miss"}';
    const document = 'graphql_documents_total{site="",cache="hit"}';
    expect(await growthOf(plan, () => gateway.query(query, { variables: { first: 1 } }))).toBe(1);
    const before = await readValue(document);
    expect(await growthOf(plan, () => gateway.query(query, { variables: { first: 1 } }))).toBe(1);
    expect(await readValue(document)).toBe(before + 1);
    const plans = await readValue(plan);
    await gateway.query('{ neverKnown }');
    await gateway.query(query, { variables: { first: 1 } });
    await expect.poll(() => readValue(plan)).toBe(plans + 1);
    expect(await readValue(document)).toBe(before + 2);
  });

  test('count errors by code, and calls by kind and status', async () => {
    const call = (kind: string, status: string) =>
      `frappe_call_duration_seconds_count{site="",call="${kind}",status="${status}"}`;
    expect(await growthOf(call('list', '2xx'), () => gateway.query(TAGS))).toBe(1);
    gateway.site.fault = () => ({ resetSocket: true });
    const code = 'graphql_errors_total{site="",code="UPSTREAM_UNAVAILABLE"}';
    expect(await growthOf(code, () => gateway.query(TAGS))).toBe(1);
    expect(await growthOf(call('list', 'none'), () => gateway.query(TAGS))).toBe(1);
    gateway.site.fault = () => ({ status: 429, body: '{}' });
    expect(await growthOf(call('list', '429'), () => gateway.query(TAGS))).toBe(1);
    gateway.site.fault = undefined;
  });

  test('count lists of the newer API as lists', async () => {
    await using v17 = await startTestGateway({ version: 17 }, { METRICS_TOKEN: TOKEN });
    const either = '{ or: [{ status: { eq: Open }, docstatus: { ne: DRAFT } }, { status: { eq: Closed } }] }';
    const ask = () => v17.query(`{ shopOrders(first: 1, filter: ${either}) { nodes { name } } }`);
    const lists = 'frappe_call_duration_seconds_count{site="",call="list",status="2xx"}';
    expect(await growthOf(lists, ask, v17.gateway.url)).toBe(1);
    expect(v17.site.requests[0]?.path).toMatch(/^\/api\/v2\/document\//);
  });

  test('count rounds, and cost as it was estimated and as it was', async () => {
    const deep = '{ shopOrders(first: 2) { nodes { name customer { customer_name } } } }';
    expect(await growthOf('graphql_rounds_total{site=""}', () => gateway.query(deep))).toBe(2);
    expect(await growthOf('graphql_cost_used_total{site="",unit="calls"}', () => gateway.query(deep))).toBe(2);
    expect(await growthOf('graphql_cost_used_total{site="",unit="rows"}', () => gateway.query(deep))).toBeGreaterThan(
      2,
    );
    const estimated = 'graphql_cost_estimated_total{site="",unit="calls"}';
    const perQuery = await growthOf(estimated, () => gateway.query(deep));
    expect(perQuery).toBeGreaterThanOrEqual(2);
    const branch = 'customer { shopOrdersByCustomer(first: 500) { nodes { name';
    const refused = `{ shopOrders(first: 500) { nodes { ${branch} ${branch} ${'}'.repeat(9)}`;
    const both = async () => {
      expect((await gateway.query(refused)).errors).toMatchObject([{ extensions: { code: 'COST_EXCEEDED' } }]);
      await gateway.query(deep);
    };
    expect(await growthOf(estimated, both), 'an operation that is refused has cost nothing').toBe(perQuery);
  });

  test('count sockets, subscriptions and what is delivered', async () => {
    const client = await connectAs(gateway, 'carol');
    const subscribe = async () => {
      client.subscribe('1', 'query @live { shopTags(first: 1) { nodes { name } } }');
      await client.messages.take();
    };
    const deliveries = 'graphql_deliveries_total{site=""}';
    expect(await growthOf(deliveries, subscribe)).toBe(1);
    expect(await readValue('graphql_sockets_open{site=""}')).toBe(1);
    expect(await readValue('graphql_subscriptions_open{site=""}')).toBe(1);
    client.close();
    await expect.poll(() => readValue('graphql_sockets_open{site=""}')).toBe(0);
    await expect.poll(() => readValue('graphql_subscriptions_open{site=""}')).toBe(0);
  });

  test('show calls that are under way and that wait, the model and the process', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    gateway.site.fault = () => held;
    const asked = gateway.query(TAGS);
    await expect.poll(() => readValue('frappe_calls_under_way{site=""}')).toBe(1);
    gateway.site.fault = undefined;
    release();
    await asked;
    expect(await readValue('frappe_calls_under_way{site=""}')).toBe(0);
    expect(await readValue('frappe_model_doctypes{site=""}')).toBeGreaterThan(50);
    const text = (await read()).bytes.toString();
    for (const name of [
      'frappe_calls_waiting',
      'frappe_model_age_seconds',
      'frappe_event_log_up',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ])
      expect(text).toMatch(new RegExp(`^${name}(\\{site=""\\})? [\\d.e+-]+$`, 'm'));
  });

  test('have no label that callers choose', async () => {
    await gateway.query('query NamedByACaller { shopTags(first: 1) { nodes { name } } }');
    const text = (await read()).bytes.toString();
    expect(text).not.toMatch(/NamedByACaller|carol|Shop/);
  });
});
