import { buildClientSchema, getIntrospectionQuery, graphqlSync, type IntrospectionQuery, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents } from '../support/stream-clients.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ version: 17 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const FULL = getIntrospectionQuery({
  specifiedByUrl: true,
  inputValueDeprecation: true,
  directiveIsRepeatable: true,
  oneOf: true,
});

describe('introspection', () => {
  test.each([
    ['the usual question', FULL],
    ['one with aliases', '{ all: __schema { queryType { name } kinds: types { kind name } directives { name } } }'],
    [
      'one with fragments',
      '{ __schema { types { ...T } } } fragment T on __Type { name fields { name type { ...N } } } fragment N on __Type { name }',
    ],
    ['one with a directive on `__schema`', '{ __schema @include(if: true) { types { name } } }'],
    ['one with a comment', '# a comment\n{ __schema { types { name } } }'],
    [
      'one in fragments at the root',
      '{ ...A ... { __schema { directives { name } } } } fragment A on Query { a: __typename __schema { types { name } } }',
    ],
    ['one beside data', '{ a: __typename b: __schema { queryType { name } } d: __type(name: "Nope") { name } }'],
    [
      'one with every kind of type',
      '{ __schema { types { __typename kind name possibleTypes { name } interfaces { name } enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } inputFields { name defaultValue isDeprecated } isOneOf specifiedByURL } directives { name args { name defaultValue } locations isRepeatable } } }',
    ],
    [
      'several of them',
      '{ a: __schema { types { name } } b: __schema { types { name } } c: __type(name: "ShopTag") { n: name m: name } }',
    ],
    ['one that takes no types', '{ __schema { queryType { name } } }'],
    ['one that takes types twice', '{ __schema { types { name } more: types { kind } } }'],
    ['one with something beside', '{ __schema { types { name } } __typename }'],
    ['one about a type', '{ __type(name: "ShopOrder") { fields { name } } }'],
    ['one with a condition', '{ __schema { types @skip(if: true) { name } queryType { name } } }'],
  ])('answers %s as graphql-js does, the first time and later', async (_what, query) => {
    const expected = graphqlSync({ schema: gateway.gateway.site.current().schema, source: query });
    gateway.site.requests.length = 0;
    for (let time = 0; time < 2; time += 1) {
      const response = await fetch(`${gateway.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await response.text()).toBe(JSON.stringify(expected));
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test.each([
    [
      'a variable',
      'query ($n: String!) { __type(name: $n) { name } }',
      { n: 'ShopTag' },
      '{"__type":{"name":"ShopTag"}}',
    ],
    ['another value of it', 'query ($n: String!) { __type(name: $n) { name } }', { n: 'Nope' }, '{"__type":null}'],
    [
      'a condition that holds',
      'query ($b: Boolean!) { __type(name: "ShopTag") { name kind @include(if: $b) } }',
      { b: true },
      '{"__type":{"name":"ShopTag","kind":"OBJECT"}}',
    ],
    [
      'one that does not',
      'query ($b: Boolean!) { __type(name: "ShopTag") { name kind @include(if: $b) } }',
      { b: false },
      '{"__type":{"name":"ShopTag"}}',
    ],
  ])('takes %s for what it is', async (_what, query, variables, data) => {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${gateway.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.text()).toBe(`{"data":${data}}`);
  });

  test('names a wrong variable', async () => {
    const answer = await gateway.query('query ($n: String!) { __type(name: $n) { name } }', { variables: { n: 1 } });
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('is returned together with data of the site, its errors and its cost', async () => {
    const query =
      '{ __type(name: "ShopTag") { name } shopTags(first: 1) { totalCount } wrong: shopTags(first: -1) { totalCount } }';
    const answer = await gateway.query(query);
    expect(answer.data).toEqual({
      __type: { name: 'ShopTag' },
      shopTags: { totalCount: expect.any(Number) },
      wrong: null,
    });
    expect(answer.errors).toMatchObject([{ path: ['wrong'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(answer.extensions?.cost).toEqual({ calls: 1, rows: 0 });
  });

  test('comes over a socket and as an event, and cannot be live', async () => {
    const query = '{ __type(name: "ShopTag") { name } site { timeZone } }';
    const expected = { data: { __type: { name: 'ShopTag' }, site: { timeZone: 'Asia/Kolkata' } } };
    const socket = await connectAs(gateway, 'guest');
    socket.subscribe('1', query);
    expect((await socket.messages.take()).payload).toEqual(expected);
    expect((await socket.messages.take()).type).toBe('complete');
    socket.subscribe('2', `query @live ${query}`);
    expect((await socket.messages.take()).payload).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    socket.close();
    const events = await openEvents(gateway, query, {});
    let event = await events.events.take();
    while (event.data === undefined) event = await events.events.take();
    expect(JSON.parse(event.data)).toEqual(expected);
    events.close();
  });

  test('shows clients the schema that is served', async () => {
    const { data } = await gateway.query(FULL);
    const served = gateway.gateway.site.current().schema;
    expect(printSchema(buildClientSchema(data as IntrospectionQuery))).toBe(printSchema(served));
  });

  test('takes the operation that is named', async () => {
    const query = 'query A { __schema { types { name } } } query B { __schema { types { kind } } }';
    const ask = async (operationName: string) => {
      const body = JSON.stringify({ query, operationName });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${gateway.gateway.url}/graphql`, { method: 'POST', headers, body })).text();
    };
    expect(await ask('A')).toMatch(/^\{"data":\{"__schema":\{"types":\[\{"name":/);
    expect(await ask('B')).toMatch(/^\{"data":\{"__schema":\{"types":\[\{"kind":/);
  });
});
