import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { type Logger, pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createErrorMask } from '../../src/server/rules/mask-error.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const SECRET = 'text-of-the-query';

async function startLogged() {
  const lines: Record<string, unknown>[] = [];
  const logger: Logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const site = await startDemoSite({ scale: 'small' });
  const gateway = await startGateway(readConfig(gatewayEnv(site)), logger);
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
  return { post, lines, [Symbol.asyncDispose]: close };
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
