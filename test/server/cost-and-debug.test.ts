import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlannedCalls } from '../../src/query/plan/planned-calls.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

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

describe('X-Gateway-Debug: calls', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 }, { DEBUG_USERS: 'carol@example.com' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('describes each call by its verb, DocType, round, rows, status and time, without SQL', async () => {
    gateway.site.requests.length = 0;
    const answer = await gateway.query(QUERY, { as: 'carol', headers: { 'x-gateway-debug': 'calls' } });
    const frappe = answer.extensions?.frappe as { requests: Record<string, unknown>[] };
    expect(frappe).toMatchObject({ calls: 4, rounds: 3 });
    expect(frappe).not.toHaveProperty('debug');
    expect(gateway.site.requests.map(({ path }) => path).join()).not.toContain('debug=1');
    const requests = frappe.requests.map(({ verb, doctype, round, status }) => ({ verb, doctype, round, status }));
    expect(requests).toEqual([
      { verb: 'GET', doctype: 'Shop Order', round: 1, status: 200 },
      { verb: 'GET', doctype: 'Shop Customer', round: 2, status: 200 },
      { verb: 'GET', doctype: 'Shop Order Item', round: 2, status: 200 },
      { verb: 'GET', doctype: 'Shop Item', round: 3, status: 200 },
    ]);
    expect(frappe.requests[0]).toMatchObject({ rows: 2, startMs: 0, ms: expect.any(Number) });
    expect(Number(frappe.requests[3]?.startMs)).toBeGreaterThan(0);
  });

  test('reports the calls of an operation that fails', async () => {
    const answer = await gateway.query('{ shopOrder(name: "none") { name } shopOrders(first: 1) { nodes { name } } }', {
      as: 'carol',
      headers: { 'x-gateway-debug': 'calls' },
    });
    const frappe = answer.extensions?.frappe as { requests: { status: number }[] };
    expect(frappe.requests.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test.each(['plna', '', 'calls, plan', 'constructor', '__proto__'])(
    'refuses the unknown value %j before anything runs',
    async (value) => {
      gateway.site.requests.length = 0;
      const write = 'mutation { createShopTag(input: { name: "unplanned" }) { created } }';
      const answer = await gateway.query(write, { as: 'carol', headers: { 'x-gateway-debug': value } });
      expect(answer.errors?.[0]).toMatchObject({
        message: '`X-Gateway-Debug`: is unknown. Send `calls`, `plan`, or `1` for calls with SQL.',
        extensions: { code: 'BAD_USER_INPUT', field: 'X-Gateway-Debug' },
      });
      expect(gateway.site.requests).toHaveLength(0);
    },
  );
});

describe('X-Gateway-Debug: plan', () => {
  const PLAN = { 'x-gateway-debug': 'plan' };
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 15 }, { MAX_COST_CALLS: '60' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const plan = async (query: string, variables: Record<string, unknown> = {}) => {
    gateway.site.requests.length = 0;
    const answer = await gateway.query(query, { as: 'guest', headers: PLAN, variables });
    expect(gateway.site.requests).toHaveLength(0);
    return answer;
  };

  /** The calls of an answer's plan. */
  const callsOf = ({ extensions }: GraphqlAnswer): PlannedCalls[] =>
    (extensions?.plan as { calls: PlannedCalls[] } | undefined)?.calls ?? [];

  test('lists the calls of a query by rounds, and makes none of them', async () => {
    const answer = await plan(
      '{ shopOrders(first: 2) { totalCount nodes { name customer { customer_name } items { item { item_name } } } } }',
    );
    const path = ['shopOrders'];
    expect(answer).toEqual({
      status: 200,
      data: null,
      extensions: {
        cost: { calls: 5, rows: 44 },
        plan: {
          operation: 'query',
          rounds: 3,
          limit: { calls: 60, rows: 500_000 },
          calls: [
            { round: 1, path, action: 'list', doctype: 'Shop Order', calls: 1, rows: 2 },
            { round: 1, path, action: 'count', doctype: 'Shop Order', calls: 1, rows: 0 },
            { round: 2, path: [...path, 'customer'], action: 'documents', doctype: 'Shop Customer', calls: 1, rows: 2 },
            {
              round: 2,
              path: [...path, 'items'],
              action: 'childTable',
              doctype: 'Shop Order Item',
              calls: 1,
              rows: 20,
            },
            {
              round: 3,
              path: [...path, 'items', 'item'],
              action: 'documents',
              doctype: 'Shop Item',
              calls: 1,
              rows: 20,
            },
          ],
        },
      },
    });
  });

  test('adds up to the cost, for reads and writes of every kind', async () => {
    const operations = [
      '{ shopRegions(first: 3) { nodes { parent_shop_region { region_name } shopCustomersByRegion(first: 2) { nodes { name } } } } }',
      '{ shopOrders(first: 5, filter: { customer: { where: { region: { eq: "North" } } } }) { nodes { age_in_days customer { region { name parent_shop_region { name } } } } } }',
      '{ shopOrder(name: "x") { name _meta { comments { content } assignedTo { full_name } } } me { user } shopOrderAggregate { count } }',
      '{ shopOrderAggregate(groupBy: [customer], filter: { customer: { where: { region: { eq: "North" } } } }) { count group { customer { customer_name } } } }',
      'mutation { a: createShopTag(input: { name: "a" }) { shopTag { name owner { full_name } } } b: deleteShopTag(name: "b") { messages { text } } }',
      'mutation { updateShopCustomers(updates: [{ name: "a", input: {} }, { name: "b", input: {} }]) { shopCustomer { region { parent_shop_region { region_name } } } } }',
      'subscription { shopOrderChanged { name shopOrder { customer { customer_name } } } }',
    ];
    for (const operation of operations) {
      const answer = await plan(operation);
      expect(answer.errors, operation).toBeUndefined();
      const calls = callsOf(answer);
      const sum = (part: 'calls' | 'rows') => calls.reduce((total, each) => total + each[part], 0);
      expect({ calls: sum('calls'), rows: sum('rows') }, operation).toEqual(answer.extensions?.cost);
      expect(calls.length).toBeGreaterThan(0);
    }
  });

  test('names what an aggregate counts, and the links of its groups after it', async () => {
    const query = '{ shopOrderAggregate(groupBy: [customer]) { count group { customer { customer_name } } } }';
    expect(callsOf(await plan(query)).map(({ round, action, doctype }) => [round, action, doctype])).toEqual([
      [1, 'aggregate', 'Shop Order'],
      [2, 'documents', 'Shop Customer'],
    ]);
  });

  test('runs the fields of a mutation one after the other, and never the mutation', async () => {
    const write = (name: string) =>
      `${name}: createShopTag(input: { name: "${name}" }) { shopTag { owner { full_name } } }`;
    const calls = callsOf(await plan(`mutation { ${write('one')} ${write('two')} }`));
    expect(calls.map(({ round, path, action }) => [round, path.join('.'), action])).toEqual([
      [1, 'one', 'write'],
      [2, 'one.owner', 'documents'],
      [3, 'two', 'write'],
      [4, 'two.owner', 'documents'],
    ]);
    const rows = gateway.site.database.get("SELECT count(*) AS count FROM `tabShop Tag` WHERE name IN ('one', 'two')");
    expect(rows).toEqual({ count: 0 });
  });

  test('shows an operation that is too expensive to run, with the limit', async () => {
    const { data, errors, extensions } = await plan('{ shopOrders(first: 100) { nodes { age_in_days } } }');
    expect([data, errors]).toEqual([null, undefined]);
    expect(extensions).toMatchObject({ cost: { calls: 101 }, plan: { limit: { calls: 60 } } });
  });

  test('names wrong arguments and variables', async () => {
    const order = await plan('{ shopOrders(first: -1) { nodes { name } } me { user } }');
    expect(order.errors).toMatchObject([
      { path: ['shopOrders'], extensions: { code: 'BAD_USER_INPUT', field: 'first' } },
    ]);
    const variable = await plan('query ($n: Int!) { shopOrders(first: $n) { nodes { name } } }');
    expect(variable.errors?.[0]?.message).toContain('$n');
    const two = await plan('query A { me { user } } query B { me { user } }');
    expect(two.errors).toHaveLength(1);
  });

  test('is for those who may see the schema', async () => {
    const query = '{ shopOrders(first: 1) { nodes { name } } }';
    await using closed = await startTestGateway({}, { INTROSPECTION: 'signed-in' });
    const guest = await closed.query(query, { as: 'guest', headers: PLAN });
    expect(guest.errors).toMatchObject([
      {
        message: 'The schema is shown to callers who are signed in. Send a credential of the site.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
    expect(closed.site.requests).toEqual([]);
    expect((await closed.query(query, { as: 'bob', headers: PLAN })).extensions).toHaveProperty('plan');
    await using hidden = await startTestGateway({}, { INTROSPECTION: 'off', DEBUG_USERS: 'carol@example.com' });
    const bob = await hidden.query(query, { as: 'bob', headers: PLAN });
    expect(bob.errors?.[0]).toMatchObject({
      message: 'Plans are shown to the users in `DEBUG_USERS`, because the schema is not shown.',
      extensions: { code: 'FORBIDDEN' },
    });
    expect(bob.extensions).toBeUndefined();
    expect((await hidden.query(query, { as: 'carol', headers: PLAN })).extensions).toHaveProperty('plan');
  });
});
