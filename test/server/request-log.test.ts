import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { type Logger, pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createErrorMask } from '../../src/server/rules/mask-error.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const SECRET = 'text-of-the-query';

async function startLogged(env: Record<string, string> = {}) {
  const lines: Record<string, unknown>[] = [];
  const logger: Logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const site = await startDemoSite({ scale: 'small' });
  const gateway = await startGateway(readConfig({ ...gatewayEnv(site), ...env }), logger);
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const count = requests().length;
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization('carol'), ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    while (requests().length === count) await new Promise((resolve) => setTimeout(resolve, 5));
    return { id: response.headers.get('x-request-id'), text, line: requests().at(-1) ?? {} };
  };
  const requests = () => lines.filter(({ msg }) => msg === 'request');
  const close = async () => {
    await gateway.close();
    await site.close();
  };
  return { post, lines, site, url: gateway.url, [Symbol.asyncDispose]: close };
}

describe('the log of requests', () => {
  test('has one line of each, and nothing of what was asked', async () => {
    await using logged = await startLogged();
    const query = `query Tags { shopTags(first: 1) { nodes { name } } shopTag(name: "${SECRET}") { name } }`;
    const { id, line, text } = await logged.post({ query, variables: { a: SECRET } });
    expect(line).toMatchObject({ method: 'POST', operation: 'Tags', status: 200, calls: 2, requestId: id });
    expect(line.ms).toBeGreaterThan(0);
    expect(text).not.toContain('requestId');
    expect(JSON.stringify(logged.lines)).not.toMatch(new RegExp(`${SECRET}|token |authorization`));
    const wrong = await logged.post({ query: `{ ${SECRET} }`, operationName: SECRET });
    expect(wrong.line).toMatchObject({ operation: null, calls: 0 });
    expect(JSON.stringify(logged.lines)).not.toContain(SECRET);
    const form = await logged.post({}, { 'content-type': 'text/plain' });
    expect(form.line).toMatchObject({ status: 415, calls: 0, requestId: form.id });
  });

  test("takes the caller's ID where it is harmless", async () => {
    await using logged = await startLogged();
    const idOf = async (id: string) => (await logged.post({ query: '{ __typename }' }, { 'x-request-id': id })).id;
    expect(await idOf('a-1.B_2')).toBe('a-1.B_2');
    expect(await idOf('x'.repeat(64))).toBe('x'.repeat(64));
    for (const id of ['x'.repeat(65), 'a b', '{"a":1}', 'é']) expect(await idOf(id)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('sends the ID to the site with each call', async () => {
    await using logged = await startLogged();
    logged.site.requests.length = 0;
    await logged.post(
      { query: '{ shopOrders(first: 2) { nodes { customer { customer_name } } } }' },
      { 'x-request-id': 'a-1' },
    );
    const ids = logged.site.requests.map(({ headers }) => headers['x-request-id']);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids)).toEqual(new Set(['a-1']));
  });

  test('says what an operation cost, and where its time went', async () => {
    await using logged = await startLogged();
    logged.site.fault = () => ({ delayMs: 30 });
    const query = 'query Deep { shopOrders(first: 2) { nodes { name customer { customer_name } items { qty } } } }';
    // By yoga, and then by the quick path.
    for (let time = 0; time < 2; time += 1) {
      const { line } = await logged.post({ query });
      expect(line).toMatchObject({
        level: 30,
        kind: 'query',
        operation: 'Deep',
        codes: [],
        client: '127.0.0.1',
        calls: 3,
        rounds: 2,
        cost: { calls: expect.any(Number), rows: expect.any(Number) },
      });
      expect(line.rows).toBeGreaterThan(2);
      const { ms, upstreamMs, ownMs } = line as { ms: number; upstreamMs: number; ownMs: number };
      expect(upstreamMs).toBeGreaterThanOrEqual(55);
      expect(Math.abs(ms - upstreamMs - ownMs)).toBeLessThan(0.3);
    }
  });

  test('names the caller behind a trusted proxy', async () => {
    await using logged = await startLogged({ TRUSTED_PROXIES: '127.0.0.1' });
    const { line } = await logged.post({ query: '{ __typename }' }, { 'x-forwarded-for': '203.0.113.7' });
    expect(line.client).toBe('203.0.113.7');
  });

  test.each([
    ['a query that is not valid', 30, ['BAD_USER_INPUT'], { query: '{ nothing }' }, undefined],
    [
      'a site that is away',
      40,
      ['UPSTREAM_UNAVAILABLE'],
      { query: '{ shopTags { nodes { name } } }' },
      { resetSocket: true },
    ],
    [
      'an answer that cannot be read',
      40,
      ['UPSTREAM_CONTRACT'],
      { query: '{ shopTags { nodes { name } } }' },
      { status: 200, body: '[]' },
    ],
  ])('has the codes of errors, and a level that follows them: %s', async (_what, level, codes, body, fault) => {
    await using logged = await startLogged();
    if (fault) logged.site.fault = () => fault;
    for (let time = 0; time < 2; time += 1) expect((await logged.post(body)).line).toMatchObject({ level, codes });
  });

  test('has errors of operations over a socket', async () => {
    await using logged = await startLogged();
    const client = createClient({ url: `${logged.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const run = async (query: string) => {
      for await (const _result of client.iterate({ query })) break;
    };
    await run('query Over { shopTags { nodes { name } } }').catch(() => undefined);
    await run('{ nothing }').catch(() => undefined);
    const overSocket = () => logged.lines.filter(({ method }) => method === 'WS');
    await expect.poll(overSocket).toMatchObject([
      { kind: 'query', operation: 'Over', codes: ['UNAUTHENTICATED'], calls: 1, client: '127.0.0.1' },
      { kind: null, operation: null, codes: ['BAD_USER_INPUT'] },
    ]);
    await client.dispose();
  });

  test('has a second line of an operation that took too long', async () => {
    await using logged = await startLogged({ SLOW_OPERATION_MS: '40' });
    const query = 'query Slow { shopTags(first: 1) { nodes { name } } }';
    await logged.post({ query });
    const slow = () => logged.lines.filter(({ msg }) => msg === 'slow operation');
    const before = slow().length;
    logged.site.fault = () => ({ delayMs: 60 });
    await logged.post({ query });
    expect(slow()).toHaveLength(before + 1);
    expect(slow().at(-1)).toMatchObject({ level: 40, operation: 'Slow', calls: 1, rounds: 1 });
  });
});

describe('an error of execution', () => {
  const lines: unknown[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const mask = createErrorMask({ logger, requestId: () => 'id-1', areNamesTold: true });
  const field = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'a' } } as const;
  const value: ValueNode = { kind: Kind.NULL };

  test.each([
    ['of graphql-js itself', new GraphQLError('secret', { nodes: [field], path: ['a'] })],
    [
      'that it located',
      new GraphQLError('secret', { nodes: [field], path: ['a'], originalError: new GraphQLError('x') }),
    ],
    ['without a node', new GraphQLError('secret', { path: ['a'] })],
  ])('%s is logged, and INTERNAL to callers', (_what, error) => {
    lines.length = 0;
    expect(mask(error)).toMatchObject({
      message: 'Internal error.',
      path: ['a'],
      extensions: { code: 'INTERNAL', requestId: 'id-1' },
    });
    expect(lines).toEqual([expect.objectContaining({ msg: 'unexpected error', requestId: 'id-1' })]);
  });

  test.each([
    ['about a value', new GraphQLError('wrong', { nodes: [value], path: ['a'] })],
    ['without a path', new GraphQLError('wrong')],
  ])('%s is wrong input', (_what, error) => {
    expect(mask(error)).toMatchObject({ message: 'wrong', extensions: { code: 'BAD_USER_INPUT' } });
  });
});
