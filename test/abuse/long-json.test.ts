import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';
import { useGateway } from '../support/use-gateway.ts';

const CUSTOMER = 'CUST-00001';

describe('JSON that is long holds nobody up', () => {
  let site: DemoSite;
  let gateway: GatewayProcess;
  beforeAll(async () => {
    site = await startDemoSite({ version: 15, scale: 'small' });
    gateway = await startGatewayProcess(site, {}, { isProbed: true });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await site.close();
  });

  const post = async (body: string) => {
    const headers = { 'content-type': 'application/json', authorization: site.authorization('carol') };
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    return response.text();
  };

  test.each([
    ['whole numbers beyond 2^53', '9007199254740993'],
    ['numbers with more digits than a float', '0.12345678901234567891'],
    ['numbers with an exponent', '12345678901234567890e20'],
  ])('in twenty bodies with thousands of %s', { timeout: 60_000 }, async (_what, number) => {
    const query = 'mutation ($a: JSON) { callMethod(path: "no.such.method", args: $a) { result } }';
    const body = `{"query":${JSON.stringify(query)},"variables":{"a":[${Array(19_900).fill(number).join(',')}]}}`;
    await expectShortTurns(gateway, async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)));
      for (const answer of answers) expect(answer).toContain('"code"');
    });
  });

  test.each<[string, unknown]>([
    ['a list of texts', Array.from({ length: 80_000 }, (_, index) => `text ${index} ${'x'.repeat(100)}`)],
    ['a list of objects', Array.from({ length: 80_000 }, (_, index) => ({ index, list: [index], text: 'some text' }))],
    ['one text', { text: 'x'.repeat(5_000_000) }],
    ['one text with quotes', { text: '"x\\'.repeat(600_000) }],
  ])('in a docfield: %s', { timeout: 60_000 }, async (_what, value) => {
    const json = JSON.stringify(value);
    site.database.update('Shop Customer', CUSTOMER, { preferences: json });
    const query = `{ shopCustomer(name: "${CUSTOMER}") { name preferences } }`;
    await expectShortTurns(gateway, async () => {
      const answer = await post(JSON.stringify({ query }));
      expect(answer.startsWith(`{"data":{"shopCustomer":{"name":"${CUSTOMER}","preferences":`)).toBe(true);
      expect(answer.includes(json)).toBe(true);
    });
  });
});

describe('JSON that is nested thousands deep', () => {
  const gateway = useGateway({ version: 15 });
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  const error = (path: unknown[]) => ({
    message: 'The JSON value is nested deeper than 500 levels.',
    extensions: { code: 'UPSTREAM_CONTRACT' },
    path,
  });

  test('is an error at its docfield, and its neighbours are there', async () => {
    gateway.site.database.update('Shop Customer', CUSTOMER, { preferences: deep });
    const filter = `filter: { name: { in: ["${CUSTOMER}", "CUST-00002"] } }, orderBy: [{ name: ASC }]`;
    const { data, errors } = await gateway.query(
      `{ shopCustomers(${filter}) { nodes { name preferences } } one: shopCustomer(name: "${CUSTOMER}") { preferences } }`,
      { as: 'carol' },
    );
    expect(data.shopCustomers.nodes[0]).toEqual({ name: CUSTOMER, preferences: null });
    expect(data.shopCustomers.nodes[1].name).toBe('CUST-00002');
    expect(data.one).toEqual({ preferences: null });
    // Roots run side by side, so their errors have no order.
    expect(errors).toHaveLength(2);
    for (const path of [
      ['shopCustomers', 'nodes', 0, 'preferences'],
      ['one', 'preferences'],
    ])
      expect(errors).toContainEqual(expect.objectContaining(error(path)));
  });

  test('is an error at the result of a method', async () => {
    gateway.site.fault = ({ path }) =>
      path.includes('shopfloor.api.untyped') ? { status: 200, body: `{"message":${deep}}` } : undefined;
    const { data, errors } = await gateway.query('{ a: shopfloor_api_untyped(a: 1) { result } me { user } }', {
      as: 'carol',
    });
    gateway.site.fault = undefined;
    expect(data).toEqual({ a: { result: null }, me: { user: expect.any(String) } });
    expect(errors).toEqual([expect.objectContaining(error(['a', 'result']))]);
  });
});

describe('an alias that is the name of a method of promises', () => {
  const gateway = useGateway({ version: 15 });

  test.each(['then', 'catch', 'constructor', 'toJSON', '__proto__'])('%s is a key like any other', async (alias) => {
    // The second document is missing: the executor completes the answer.
    const ids = await gateway.query(`{ shopCustomers(first: 1) { nodes { id } } }`, { as: 'carol' });
    const id = ids.data.shopCustomers.nodes[0].id;
    const { data, errors } = await gateway.query(
      `{ nodes(ids: ["${id}", "bad"]) { ${alias}: id ... on ShopCustomer { region { ${alias}: name } } } ${alias}: site { ${alias}: timeZone } }`,
      { as: 'carol' },
    );
    expect(Object.keys(data)).toEqual(['nodes', alias]);
    expect(Object.keys(data.nodes[0])).toEqual([alias, 'region']);
    expect(Object.entries(data.nodes[0])[0]).toEqual([alias, id]);
    expect(data.nodes[1]).toBeNull();
    expect(errors).toHaveLength(1);
  });
});
