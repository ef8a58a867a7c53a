import { buildClientSchema, getIntrospectionQuery, graphqlSync, type IntrospectionQuery, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

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

  test('tells clients the schema that is served', async () => {
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
