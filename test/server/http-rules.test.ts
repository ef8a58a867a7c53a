import { serverAudits } from 'graphql-http';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseResultType, isAnswerAccepted } from '../../src/server/rules/media-types.ts';
import { useGateway } from '../support/use-gateway.ts';

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

const gateway = useGateway();

const address = () => `${gateway.gateway.url}/graphql`;

async function send(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(address(), {
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: text,
  });
  return { status: answer.status, headers: answer.headers, ...JSON.parse(await answer.text()) };
}

/** The header has no effect for guests, but keeps a request from the quick handler. */
const BY_YOGA = { 'x-gateway-debug': 'calls' };

describe.each([
  ['by yoga', BY_YOGA],
  ['by the quick handler, where it can', {}],
])('GraphQL over HTTP, answered %s', (_handler, added) => {
  const fetchFn = (url: string, init: RequestInit = {}) => {
    return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...added } });
  };
  const audits = serverAudits({ url: address, fetchFn });

  // The quick handler answers documents that have been validated before.
  beforeAll(async () => {
    for (const audit of audits) await audit.fn();
  });

  test('has as many audits as this suite knows', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});

describe('a request that holds no operation', () => {
  test.each<[string, unknown, string, string | RegExp]>([
    ['no JSON', '{ "not', 'body', '`body`: is not valid JSON.'],
    ['nothing', '', 'body', '`body`: is not valid JSON.'],
    ['null', 'null', 'body', '`body`: must be a JSON object with a `query`.'],
    ['text', '"{ __typename }"', 'body', '`body`: must be a JSON object with a `query`.'],
    ['no query', { variables: {} }, 'query', '`query`: must be the text of a GraphQL document.'],
    ['a query that is no text', { query: ['{ a }'] }, 'query', '`query`: must be the text of a GraphQL document.'],
    ['a mistyped parameter', { qeury: '{ a }' }, 'qeury', /^`qeury`: unknown parameter\./],
    ['a list of variables', { query: '{ a }', variables: [1] }, 'variables', '`variables`: must be an object.'],
    ['extensions that are text', { query: '{ a }', extensions: 'x' }, 'extensions', '`extensions`: must be an object.'],
    ['a number as name', { query: '{ a }', operationName: 1 }, 'operationName', '`operationName`: must be text.'],
  ])('but %s is refused with 400 and the parameter', async (_what, body, field, message) => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE, '*/*']) {
      const answer = await send(body, { accept });
      expect(answer.status).toBe(400);
      const wanted = typeof message === 'string' ? message : expect.stringMatching(message);
      expect(answer.errors).toEqual([{ message: wanted, extensions: { code: 'BAD_USER_INPUT', field } }]);
    }
    expect(gateway.site.requests).toEqual([]);
  });

  test('repeats little of a long body', async () => {
    const long = 'x'.repeat(5_000);
    for (const body of [long, `"${long}`, { [long]: 1 }, { query: { [long]: 1 } }]) {
      expect(JSON.stringify((await send(body)).errors).length).toBeLessThan(400);
    }
  });

  test.each<[string, string | null, string]>([
    ['variables=x', 'variables', '`variables`: is not valid JSON.'],
    ['variables=[1]', 'variables', '`variables`: must be an object.'],
    ['extensions={', 'extensions', '`extensions`: is not valid JSON.'],
    ['operationName=Other', null, 'Could not determine what operation to execute.'],
  ])('in a URL is refused with 400: %s', async (more, field, message) => {
    const answer = await fetch(`${address()}?query={__typename}&${more}`, { headers: { accept: RESPONSE_TYPE } });
    expect(answer.status).toBe(400);
    const extensions = { code: 'BAD_USER_INPUT', ...(field === null ? {} : { field }) };
    expect(((await answer.json()) as { errors: unknown }).errors).toEqual([{ message, extensions }]);
  });
});

describe('a body that is not UTF-8 is refused in place of being stored with other characters', () => {
  test.each([
    [
      JSON_TYPE,
      '{"query": "query ($name: ID!) { shopTag(name: $name) { name } }", "variables": {"name": "M\xfcller"}}',
    ],
    ['application/graphql', '{ shopTag(name: "M\xfcller") { name } }'],
  ])('as %s', async (type, text) => {
    const headers = { 'content-type': type };
    const answer = await fetch(address(), { method: 'POST', headers, body: Buffer.from(text, 'latin1') });
    const error = { message: '`body`: is not valid UTF-8.', extensions: { code: 'BAD_USER_INPUT', field: 'body' } };
    expect([answer.status, await answer.json()]).toEqual([400, { errors: [error] }]);
    expect(gateway.site.requests).toEqual([]);
  });
});

test('media types are read in any case', async () => {
  const parts = ['operations', 'map'].map((name, index) => {
    const text = index === 0 ? '{"query": "{ __typename }"}' : '{}';
    return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  });
  for (const [type, body] of [
    ['Application/GraphQL', '{ __typename }'],
    ['Multipart/Form-Data; boundary=x', `${parts.join('')}--x--\r\n`],
  ] as const) {
    const answer = await send(body, { 'content-type': type, 'x-requested-with': 'test' });
    expect([answer.status, answer.data]).toEqual([200, { __typename: 'Query' }]);
  }
});

test('the type of a body that GET does not have changes nothing', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const answer = await fetch(`${address()}?query={__typename}`, { headers });
  expect([answer.status, await answer.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
});

test('an empty operationName names no operation, whatever was asked before', async () => {
  const query = '{ shopTags(first: 1) { nodes { name creation } } }';
  const headers = { accept: RESPONSE_TYPE, authorization: gateway.site.authorization('carol') };
  for (let time = 0; time < 3; time += 1) {
    expect((await send({ query }, headers)).status).toBe(200);
    const { status, errors } = await send({ query, operationName: '' }, headers);
    expect({ status, message: errors?.[0]?.message }).toEqual({
      status: 400,
      message: 'Could not determine what operation to execute.',
    });
  }
});

describe('the status of an operation that cannot run', () => {
  test.each([
    ['is not a document', '{', {}],
    ['does not fit the schema', '{ nothing }', {}],
    ['lacks a variable', 'query ($name: ID!) { shopTag(name: $name) { name } }', {}],
    ['has a wrong variable', 'query ($first: Int) { shopTags(first: $first) { totalCount } }', { first: 'x' }],
    ['nests too deep', `${'{ a'.repeat(60)}${'}'.repeat(60)}`, {}],
    [
      'costs too much',
      '{ shopOrders(first: 500) { nodes { customer { shopOrdersByCustomer(first: 500) { nodes { name customer { shopOrdersByCustomer(first: 500) { nodes { name } } } } } } } } }',
      {},
    ],
  ])(
    'is 200 in application/json, and 400 in application/graphql-response+json, if it %s',
    async (_what, query, variables) => {
      const [plain, proper] = [
        await send({ query, variables }, { accept: JSON_TYPE }),
        await send({ query, variables }, { accept: RESPONSE_TYPE }),
      ];
      expect([plain.status, proper.status]).toEqual([200, 400]);
      expect(proper.headers.get('content-type')).toBe(`${RESPONSE_TYPE}; charset=utf-8`);
      expect(plain.headers.get('content-type')).toBe(`${JSON_TYPE}; charset=utf-8`);
      expect(proper.errors[0].extensions).not.toHaveProperty('http');
      expect(proper.data).toBeUndefined();
      expect(proper.errors).toEqual(plain.errors);
    },
  );

  test('is 200 in both if it ran, whatever errors it met', async () => {
    const authorization = gateway.site.authorization('bob');
    for (const accept of [JSON_TYPE, RESPONSE_TYPE]) {
      const answer = await send({ query: '{ shopOrders(first: 1) { nodes { name } } }' }, { accept, authorization });
      expect([answer.status, answer.data, answer.errors[0].extensions.code]).toEqual([
        200,
        { shopOrders: null },
        'FORBIDDEN',
      ]);
    }
  });

  test.each([
    ['401 for a credential that the site refuses', { authorization: 'token wrong:wrong' }, 401],
    ['400 for a credential that is none', { authorization: 'token' }, 400],
    ['403 for a session of a foreign page', { cookie: 'sid=abc', origin: 'https://evil.example' }, 403],
  ])('is %s', async (_what, headers, status) => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE]) {
      expect((await send({ query: '{ me { user } }' }, { accept, ...headers })).status).toBe(status);
    }
  });

  test('is 405 for a mutation by GET, with the method that works', async () => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE]) {
      const answer = await fetch(`${address()}?query=mutation{__typename}`, { headers: { accept } });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });
});

describe('an answer that the client does not take', () => {
  test.each(['text/plain', 'application/xml', 'application/json; charset=utf-16', 'application/json;q=0'])(
    'is refused with 406 before the operation runs: %s',
    async (accept) => {
      const query = 'mutation { createShopTag(input: { name: "never" }) { shopTag { name } } }';
      const answer = await send({ query }, { accept, authorization: gateway.site.authorization('carol') });
      expect([answer.status, answer.errors[0].extensions]).toEqual([406, { code: 'BAD_USER_INPUT', field: 'Accept' }]);
      expect(gateway.site.requests).toEqual([]);
    },
  );

  test.each([
    [null, JSON_TYPE],
    ['', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/graphql-response+json', RESPONSE_TYPE],
    ['application/graphql-response+json, application/json;q=0.9', RESPONSE_TYPE],
    ['application/json;q=0.9, application/graphql-response+json', RESPONSE_TYPE],
    ['application/json, application/graphql-response+json;q=0.9', JSON_TYPE],
    ['application/graphql-response+json; charset=utf-8, */*;q=0.1', RESPONSE_TYPE],
    ['application/json;q=0, */*', RESPONSE_TYPE],
    ['APPLICATION/GraphQL-Response+JSON ; CharSet="UTF-8"', RESPONSE_TYPE],
    ['text/html', null],
    ['text/event-stream', null],
    ['application/json;q=x', null],
  ])('is chosen by what it prefers: %s', (accept, type) => {
    expect(chooseResultType(accept)).toBe(type);
    expect(isAnswerAccepted(accept)).toBe(type !== null || accept === 'text/event-stream');
  });
});
