import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import type { ProcessReport } from '../support/process-probe.ts';
import { expectShortTurns } from '../support/short-turns.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

const MIB = 1024 * 1024;
const TIMEOUT = { timeout: 120_000 };

/** Each value of a short response of the site can be asked for hundreds of times. */
const repeat = (field: string, times: number) =>
  Array.from({ length: times }, (_, index) => `a${index}: ${field}`).join(' ');
const customers = (selection: string, more = '') => `{ shopCustomers(first: 500) { nodes { ${selection} } } ${more} }`;
/** With an error in the answer, graphql-js completes it. */
const FORBIDDEN = 'order: shopOrder(name: "SO-2026-00001") { items { cost } }';
const TOO_LONG = {
  message: 'The operation ran, but its answer has more than 16,777,215 characters. Ask for less at once.',
  extensions: { code: 'COST_EXCEEDED', field: 'answer' },
};

describe('an answer that is much longer than what the site sent', () => {
  let site: DemoSite;
  let gateway: GatewayProcess;
  beforeAll(async () => {
    site = await startDemoSite({ version: 15, scale: 'small' });
    // An answer may have three times as many characters.
    const env = { FRAPPE_MAX_ANSWER_BYTES: '5592405', MAX_QUERY_ALIASES: '500' };
    gateway = await startGatewayProcess(site, env, { nodeArgs: ['--max-old-space-size=256'], isProbed: true });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await site.close();
  });

  const answerCustomers = (count: number, values: Record<string, unknown>) => {
    const rows = Array.from({ length: count }, (_, index) => ({ name: `CUST-${index}`, ...values }));
    const body = JSON.stringify({ data: rows });
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Customer?') ? { status: 200, body } : undefined);
  };

  async function post(query: string) {
    const headers = { 'content-type': 'application/json', authorization: site.authorization('alice') };
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return { status: response.status, text: await response.text() };
  }

  async function expectNothingKept(attack: () => Promise<unknown>): Promise<void> {
    await attack();
    const check = (after: ProcessReport, before: ProcessReport) =>
      expect(after.heapUsed - before.heapUsed).toBeLessThan(20 * MIB);
    await expectShortTurns(gateway, attack, { check });
  }

  test.each<[string, number, Record<string, unknown>, string]>([
    ['one long text', 1, { customer_name: 'x'.repeat(MIB) }, customers(repeat('customer_name', 400))],
    ['texts of many rows', 500, { customer_name: 'x'.repeat(10_000) }, customers(repeat('customer_name', 60))],
    [
      'a long text, with an error',
      1,
      { customer_name: 'x'.repeat(MIB) },
      customers(repeat('customer_name', 400), FORBIDDEN),
    ],
    ['JSON', 1, { preferences: JSON.stringify({ text: 'x'.repeat(60_000) }) }, customers(repeat('preferences', 400))],
    [
      'long JSON',
      1,
      { preferences: JSON.stringify(Array(10_000).fill('some text')) },
      customers(repeat('preferences', 400)),
    ],
  ])('is refused: %s', TIMEOUT, async (_what, count, values, query) => {
    answerCustomers(count, values);
    await expectNothingKept(async () => {
      const { status, text } = await post(query);
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ data: null, errors: [TOO_LONG] });
    });
  });

  test.each([
    ['short texts', ''],
    ['short texts, with an error', FORBIDDEN],
  ])('holds nobody up: %s', TIMEOUT, async (_what, more) => {
    answerCustomers(500, { customer_name: 'x'.repeat(20) });
    await expectNothingKept(async () => {
      const { text } = await post(customers(repeat('customer_name', 499), more));
      expect(text.length).toBeGreaterThan(5 * MIB);
      expect(text.split(`"a498":"${'x'.repeat(20)}"`)).toHaveLength(501);
    });
  });

  test('holds nobody up: errors at thousands of places', TIMEOUT, async () => {
    const data = Array.from({ length: 100 }, (_, index) => ({
      name: `R-${index}`,
      parent_shop_region: `GONE-${index}`,
    }));
    const body = JSON.stringify({ data });
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Region?') ? { status: 200, body } : undefined);
    await expectNothingKept(async () => {
      const { text } = await post(
        `{ shopRegions(first: 100) { nodes { ${repeat('_meta { parent { region_name } }', 160)} } } }`,
      );
      const { errors } = JSON.parse(text);
      expect(errors).toHaveLength(160);
      for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'FORBIDDEN', count: 100 });
    });
  });

  test('is refused where the memory is full, and the process stays up', TIMEOUT, async () => {
    answerCustomers(1, { customer_name: 'x'.repeat(MIB) });
    const query = customers(repeat('customer_name', 15));
    const answers = await Promise.all(Array.from({ length: 30 }, () => post(query)));
    for (const { text } of answers) {
      if (text.length > 10 * MIB) continue;
      expect(JSON.parse(text).errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
    }
    site.fault = undefined;
    expect(JSON.parse((await post('{ shopCustomers(first: 1) { nodes { name } } }')).text).errors).toBeUndefined();
  });
});

test('a change whose answer is too long is an error, and the next one comes', async () => {
  await using gateway = await startTestGateway(
    { version: 15 },
    { FRAPPE_MAX_ANSWER_BYTES: '1000000', MAX_QUERY_ALIASES: '500' },
  );
  const order = 'SO-2026-00001';
  const { data } = await gateway.query(`{ shopOrder(name: "${order}") { customer { name } } }`, { as: 'carol' });
  const prefer = (preferences: string) =>
    gateway.site.database.update('Shop Customer', data.shopOrder.customer.name, { preferences });
  const socket = await connectAs(gateway, 'carol');
  const selection = `shopOrder { customer { ${repeat('preferences', 400)} } }`;
  socket.subscribe('1', `subscription { shopOrderChanged { ${selection} } }`);
  await socket.settle();
  const change = createChangeSender(gateway);
  prefer(JSON.stringify({ text: 'x'.repeat(10_000) }));
  await change('UPDATE', order);
  expect((await socket.messages.take()).payload).toMatchObject({
    data: null,
    errors: [{ message: TOO_LONG.message.replace('16,777,215', '3,000,000') }],
  });
  prefer('{"text":"short"}');
  await change('UPDATE', order);
  expect((await socket.messages.take()).payload).toMatchObject({
    data: { shopOrderChanged: { shopOrder: { customer: { a0: { text: 'short' } } } } },
  });
  socket.close();
});
