import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const QUERY = '{ shopOrders(first: 2) { nodes { name customer { customer_name } items { item { item_name } } } } }';

describe('the cost of a query', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({}, { MAX_COST_CALLS: '30', DEBUG_USERS: 'carol@example.com' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('is in the response and never less than the calls that were made', async () => {
    gateway.site.requests.length = 0;
    const answer = await gateway.query(QUERY);
    expect(answer.extensions?.cost).toEqual({ calls: 4, rows: 2 + 2 + 20 + 20 });
    expect(gateway.site.requests).toHaveLength(4);
  });

  test('refuses a query that is too expensive before any call, naming the exceeded limit', async () => {
    gateway.site.requests.length = 0;
    const answer = await gateway.query('{ shopOrders(first: 100) { nodes { age_in_days } } }');
    expect(answer.errors?.[0]).toMatchObject({
      message: 'This query may need 101 calls of the site, and 30 are allowed. Ask for fewer rows.',
      extensions: { code: 'COST_EXCEEDED', field: 'calls' },
    });
    expect(gateway.site.requests).toHaveLength(0);
  });

  test('counts aliases, variables and fragments as they run', async () => {
    const query = `query ($n: Int!, $no: Boolean!) {
      a: shopOrders(first: $n) { ...Page }
      b: shopOrders(first: $n) { ...Page }
      c: shopOrders(first: 500) @include(if: $no) { nodes { age_in_days } }
    }
    fragment Page on ShopOrderConnection { totalCount nodes { name } }`;
    const answer = await gateway.query(query, { variables: { n: 3, no: false } });
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions?.cost).toEqual({ calls: 4, rows: 6 });
  });
});

describe('extensions.frappe', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 }, { DEBUG_USERS: 'carol@example.com' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('returns calls, rounds, time and SQL to a caller whom the configuration names', async () => {
    const answer = await gateway.query(QUERY, { as: 'carol', headers: { 'x-gateway-debug': '1' } });
    const frappe = answer.extensions?.frappe as Record<string, unknown>;
    expect(frappe).toMatchObject({ calls: 4 });
    expect(Number(frappe.rounds)).toBeGreaterThanOrEqual(3);
    expect(frappe.requests).toHaveLength(4);
    expect(JSON.stringify(frappe.debug)).toMatch(/select/i);
    expect(JSON.stringify(frappe)).not.toContain('carolsecret');
  });

  test('is kept from callers who do not ask, and from those whom the configuration does not name', async () => {
    expect((await gateway.query(QUERY, { as: 'carol' })).extensions).not.toHaveProperty('frappe');
    const alice = await gateway.query(QUERY, { as: 'alice', headers: { 'x-gateway-debug': '1' } });
    expect(alice.extensions).not.toHaveProperty('frappe');
  });
});
