import { describe, expect, test } from 'vitest';
import { useGateway } from '../support/use-gateway.ts';

// The checks of graphql-cop (https://github.com/dolevf/graphql-cop), on a gateway in production. Its check for queries by
// GET is missing: GraphQL over HTTP allows them, and a page of another origin gains nothing by them.

const JSON_TYPE = { 'content-type': 'application/json' };

const gateway = useGateway({}, { NODE_ENV: 'production' });

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

async function send(init: RequestInit & { readonly search?: string }): Promise<Sent> {
  const response = await fetch(`${gateway.gateway.url}/graphql${init.search ?? ''}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, text, errors: isJson ? (JSON.parse(text).errors ?? []) : [] };
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

describe('a request that takes much by little', () => {
  test.each([
    ['aliases', `query cop { ${Array.from({ length: 101 }, (_, index) => `alias${index}: __typename `).join('')}}`],
    ['directives', `query cop { __typename ${'@aa'.repeat(201)} }`],
    ['fields that are repeated', `query cop { ${'__typename \n'.repeat(500)} }`],
    [
      'a circle of the schema',
      `query cop { __schema { ${'types { fields { type { '.repeat(40)} name ${'} } } '.repeat(40)} } }`,
    ],
  ])('is refused before any call: %s', async (_what, query) => {
    const { errors } = await post({ query });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'query' } }]);
    expect(gateway.site.requests).toEqual([]);
  });

  test('has one error for a directive that is repeated', async () => {
    const { errors } = await post({ query: `query cop { __typename ${'@aa'.repeat(10)} }` });
    expect(errors).toMatchObject([{ message: 'Unknown directive "@aa".', locations: { length: 10 } }]);
  });

  test('is refused before any call: an array of ten queries', async () => {
    const { errors } = await post(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('a page of another origin', () => {
  test('changes nothing by GET', async () => {
    const { status } = await send({ search: '?query=mutation+cop+{__typename}' });
    expect(status).toBe(405);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'runs nothing by a form: %s',
    async (type) => {
      const { status, text } = await send({
        method: 'POST',
        headers: { 'content-type': type },
        body: new URLSearchParams({ query: 'query cop { __typename }' }).toString(),
      });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('"data"');
    },
  );
});

describe('a stranger', () => {
  test.each(['{ __schema { types { name } } }', '{ __type(name: "ShopOrder") { name } }'])(
    'sees nothing of the schema: %s',
    async (query) => {
      const { errors, text } = await post({ query });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(text).not.toContain('ShopOrder');
    },
  );

  test.each([
    ['query cop { shopOder { name } }', 'shopOrder'],
    ['query cop { shopOrders { nodes { grand_totl } } }', 'grand_total'],
    ['query cop { shopOrders(frist: 1) { totalCount } }', 'first'],
    ['query cop { shopOrders(orderBy: [{ creaton: ASC }]) { totalCount } }', 'creation'],
    ['mutation cop { createShopTagg { __typename } }', 'createShopTag'],
  ])('gets no suggestion of a name: %s', async (query, name) => {
    const { errors, text } = await post({ query });
    expect(errors.length).toBeGreaterThan(0);
    expect(text).not.toMatch(new RegExp(`did you mean|\\b${name}\\b`, 'i'));
  });

  test.each(['/graphiql', '/playground', '/console', '/altair', '/voyager', '/graphql'])(
    'gets no page for developers at %s',
    async (path) => {
      const response = await fetch(`${gateway.gateway.url}${path}`, { headers: { accept: 'text/html' } });
      expect(response.headers.get('content-type') ?? '').not.toContain('text/html');
      expect(await response.text()).not.toMatch(/graphiql|playground|altair|voyager/i);
    },
  );

  test.each([
    [{ query: 'query cop { __typename ' }],
    [{ query: 'qwerty cop { abc }' }],
    [{ query: null }],
    [{ query: 'query cop { __typename }', variables: 'x' }],
    [{ query: 'query cop { __typename }', operationName: 'other' }],
  ])('gets no trace, stack or exception: %j', async (body) => {
    const { errors, text } = await post(body, { 'x-apollo-tracing': '1', 'x-gateway-debug': '1' });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(text).not.toMatch(/tracing|stack|exception|node_modules|\.[jt]s:\d|"frappe"/i);
  });

  test('gets no trace with an answer', async () => {
    const { text } = await post(
      { query: 'query cop { __typename }' },
      { 'x-apollo-tracing': '1', 'x-gateway-debug': '1' },
    );
    expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query' }, extensions: expect.anything() });
    expect(text).not.toMatch(/tracing|"frappe"/);
  });
});
