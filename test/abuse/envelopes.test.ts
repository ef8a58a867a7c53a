import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** Answers that no Frappe gives, but a proxy, an app's own hook or a broken site does. */
const BODIES: [what: string, body: string][] = [
  ['data is an object', '{"data":{"name":"SO-1"}}'],
  ['data is a text', '{"data":"SO-1"}'],
  ['data is a number', '{"data":7}'],
  ['data is true', '{"data":true}'],
  ['data is null', '{"data":null}'],
  ['there is no data', '{}'],
  ['data holds numbers', '{"data":[1,2]}'],
  ['data holds null', '{"data":[null]}'],
  ['data holds texts', '{"data":["SO-1"]}'],
  ['data holds lists', '{"data":[["SO-1"]]}'],
  ['rows have no name', '{"data":[{"status":"Draft"}]}'],
  ['a name is null', '{"data":[{"name":null,"customer":null}]}'],
  ['a name is an object', '{"data":[{"name":{"a":1},"customer":{"b":2}}]}'],
  ['a name is a list', '{"data":[{"name":["SO-1"],"customer":["C"]}]}'],
  ['a name is a number', '{"data":[{"name":7,"customer":8,"status":9,"order_date":10,"grand_total":"x"}]}'],
  [
    'values are of other types',
    '{"data":[{"name":"SO-1","status":{"a":1},"order_date":{"b":1},"grand_total":{"c":1},"items":"none","customer":true}]}',
  ],
  ['values are huge', `{"data":[{"name":"SO-1","grand_total":1e999,"status":"${'x'.repeat(10_000)}","items":7}]}`],
  ['there are prototype keys', '{"data":[{"__proto__":{"polluted":1},"constructor":1,"name":"SO-1"}]}'],
  ['there are a million brackets', '['.repeat(1_000_000)],
  ['it is a byte order mark', '\ufeff{"data":[]}'],
  ['it is HTML', '<html><body>It works!</body></html>'],
  ['it is empty', ''],
];

const QUERIES: [what: string, query: string][] = [
  [
    'a list',
    '{ shopOrders(first: 2) { nodes { name status order_date grand_total customer { name customer_name } items { qty item { item_name } } } pageInfo { hasNextPage endCursor } } }',
  ],
  [
    'a document',
    '{ shopOrder(name: "SO-1") { name status order_date grand_total customer { customer_name } items { qty } } }',
  ],
  ['a count', '{ shopOrders { totalCount } }'],
  ['a Single', '{ shopSettings { name doctype } }'],
];

describe.each(['14', '17'])('a v%s site that answers what nobody expects', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version: Number(version) as 14 | 17 });
  });
  beforeEach(() => {
    gateway.site.fault = undefined;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(['QueryTimeoutError', 'QueryDeadlockError'])('its database keeps its words in a %s', async (excType) => {
    const text =
      'canceling statement due to lock timeout\nCONTEXT:  while locking tuple (0,25) in relation "tabSingles"';
    const body = JSON.stringify({ exc_type: excType, exception: `frappe.exceptions.${excType}: ${text}` });
    gateway.site.fault = () => ({ status: 500, body });
    const answer = await gateway.query('{ shopOrder(name: "SO-1") { name status } }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ status: 500, excType });
    expect(JSON.stringify(answer)).not.toMatch(/canceling|CONTEXT|tabSingles/);
  });

  describe.each(QUERIES)('to %s', (_query, query) => {
    test.each(BODIES)('%s: values or coded errors come of it, and no INTERNAL', async (_what, body) => {
      gateway.site.fault = () => ({ status: 200, body });
      const answer = await gateway.query(query);
      expectCoded(answer);
      expect(JSON.stringify(answer.errors ?? [])).not.toContain('INTERNAL');
    });
  });

  test.each([
    ['{"data":[{"status":"Draft"}]}', '{ shopOrders(first: 2) { nodes { name id } } }'],
    ['{"data":[{"name":null}]}', '{ shopOrders(first: 2) { nodes { name id } } }'],
    ['{"data":[{"name":{"a":1}}]}', '{ shopOrders(first: 2) { nodes { name id } } }'],
    ['{"data":{"status":"Draft"}}', '{ shopOrder(name: "SO-1") { name id } }'],
  ])('with a document without a name (%s): UPSTREAM_CONTRACT', async (body, query) => {
    gateway.site.fault = () => ({ status: 200, body });
    const answer = await gateway.query(query);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_CONTRACT']);
  });

  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  test.each([
    ['customer_name', 'A list where text is expected is nested deeper than 500 levels.', deep],
    ['status', 'The site sent an object where a single value is expected.', '{"a":1}'],
    ['status', 'The site sent a list where a single value is expected.', deep],
    ['employees', '1.5 is not a whole number.', '1.5'],
    ['employees', 'The site sent a list where a single value is expected.', '[1]'],
    ['discount_factor', '-1e400 is not a finite number.', '-1e400'],
    ['discount_factor', 'The site sent a list where a single value is expected.', '[]'],
    ['credit_limit', 'The site sent an object where a single value is expected.', '{"a":1}'],
    ['customer_since', 'The site sent a list where a single value is expected.', deep],
    ['is_vip', 'The site sent a list where a single value is expected.', '[1]'],
    ['contract { url }', 'The site sent an object where a single value is expected.', '{"a":1}'],
    ['docstatus', '"Yes" is not a docstatus.', '"Yes"'],
    ['docstatus', 'The site sent a list where a single value is expected.', deep],
    ['docstatus', '7 is not a docstatus.', '7'],
  ])('with a value that %s cannot have: %s', async (field, message, value) => {
    const row = `{"name":"C","${field.split(' ')[0]}":${value}}`;
    gateway.site.fault = () => ({ status: 200, body: `{"data":[${row}]}` });
    for (const executor of ['', '__proto__: __typename']) {
      const answer = await gateway.query(`{ shopCustomers(first: 1) { nodes { it: ${field} } } ${executor} }`);
      expect(answer.data.shopCustomers.nodes).toEqual([{ it: null }]);
      expect(answer.errors?.map((error) => [error.extensions.code, error.message])).toEqual([
        ['UPSTREAM_CONTRACT', message],
      ]);
    }
  });

  test('with a length that lies: a coded error comes of it', async () => {
    const body = JSON.stringify({ data: [{ name: 'SO-1' }] });
    for (const length of [body.length + 10, body.length - 10, 0, 2_000_000_000]) {
      gateway.site.fault = () => ({
        status: 200,
        body,
        headers: { 'content-length': String(length) },
        ...(length > body.length ? { cutAfterBytes: body.length } : {}),
      });
      const answer = await gateway.query('{ shopOrders(first: 2) { nodes { name } } }');
      expectCoded(answer);
      expect(answer.errors).toBeDefined();
    }
    gateway.site.fault = undefined;
    const after = await gateway.query('{ shopOrders(first: 2) { nodes { name } } }');
    expect(after.errors).toBeUndefined();
  });

  test('after all of it, the gateway answers as before', async () => {
    const answer = await gateway.query('{ shopOrders(first: 1) { nodes { name customer { customer_name } } } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data.shopOrders.nodes).toHaveLength(1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

function expectCoded(answer: GraphqlAnswer): void {
  for (const { message, extensions } of answer.errors ?? []) {
    expect(ERROR_CODES).toContain(extensions?.code);
    expect(message).not.toMatch(/TypeError|Cannot read|<html|\bat .*\.ts:/);
  }
}
