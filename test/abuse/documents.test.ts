import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(async () => {
  // The process stays up, whatever was sent.
  const answer = await gateway.query('{ shopTags(first: 1) { nodes { name } } }');
  expect(answer.data.shopTags.nodes).toHaveLength(1);
  await gateway[Symbol.asyncDispose]();
});

async function post(body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gateway.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: gateway.site.authorization('carol'), ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

describe('a document that asks too much', () => {
  test.each<[string, string]>([
    ['nests 12 levels of links', nest('owner', 'shopOrders(first: 1) { nodes', 12)],
    ['has 20,000 aliases', `{ ${Array.from({ length: 20_000 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    [
      'asks for 2,000 lists',
      `{ ${Array.from({ length: 2_000 }, (_, index) => `a${index}: shopTags(first: 1) { nodes { name } }`).join(' ')} }`,
    ],
    ['has 10,000 brackets', '{'.repeat(10_000)],
    ['is three megabytes of a comment', `# ${'x'.repeat(3_000_000)}\n{ __typename }`],
    ['has fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['has fragments that double 16 times', doubling(16)],
  ])(
    'and %s gets an answer',
    async (_what, query) => {
      gateway.site.requests.length = 0;
      const { text } = await post(JSON.stringify({ query }));
      const answer = JSON.parse(text);
      expect(answer.data !== undefined || answer.errors?.length > 0).toBe(true);
      for (const { message } of answer.errors ?? [])
        expect(message).not.toMatch(/Maximum call stack|heap|Internal error/);
      expect(gateway.site.requests.length).toBeLessThanOrEqual(1_000);
    },
    30_000,
  );
});

describe('a document that nests 3,000 levels', () => {
  test('is refused as wrong input', async () => {
    const { text } = await post(JSON.stringify({ query: nest('owner', 'shopOrders(first: 1) { nodes', 3_000) }));
    expect(JSON.parse(text).errors[0].extensions.code).toMatch(/BAD_USER_INPUT|COST_EXCEEDED/);
  });
});

describe('a body that is not a request', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['JSON null', 'null'],
    ['a number', '7'],
    ['a text', '"query"'],
    ['a list', '[]'],
    ['a long list of requests', JSON.stringify(Array(11).fill({ query: '{ __typename }' }))],
    ['no query', '{}'],
    ['a query that is no text', '{"query":{}}'],
    ['variables that are no object', '{"query":"{ __typename }","variables":"x"}'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[1]}'],
    ['an operation that is not there', '{"query":"query A { __typename }","operationName":"B"}'],
  ])('because it is %s gets 4xx or a coded error, and nothing of the inside', async (_what, body) => {
    gateway.site.requests.length = 0;
    const { status, text } = await post(body);
    const answer = JSON.parse(text);
    expect(status).toBeLessThan(500);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].message).not.toMatch(/at .*\.ts|node_modules|Internal error/);
    expect(gateway.site.requests).toEqual([]);
  });

  test.each(['text/plain', 'application/xml'])('because it comes as %s is not run', async (type) => {
    gateway.site.requests.length = 0;
    const { status } = await post('{"query":"{ shopTags { nodes { name } } }"}', { 'content-type': type });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(gateway.site.requests).toEqual([]);
  });

  test('because it is a form is not run', async () => {
    gateway.site.requests.length = 0;
    await post('query=%7B%20shopTags%20%7B%20nodes%20%7B%20name%20%7D%20%7D%20%7D', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    const operations = '{"query":"{ shopTags { nodes { name } } }"}';
    const parts = `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${operations}\r\n--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n`;
    await post(parts, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(gateway.site.requests).toEqual([]);
  });

  test('but half of one, cut by its sender, leaves the gateway up', async () => {
    const { port, hostname } = new URL(gateway.gateway.url);
    for (const text of [
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query":',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      'GET /graphql HTTP/1.1\r\n\r\n',
      'nonsense\r\n\r\n',
      '\0\0\0\0',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () =>
          socket.write(text, () => setTimeout(() => socket.destroy(), 20)),
        );
        socket.on('error', () => {});
        socket.on('close', () => resolve());
        socket.resume();
      });
    }
    expect((await fetch(`${gateway.gateway.url}/health`)).status).toBe(200);
  });
});

/** `{ root { field { field { name } } } }` */
function nest(field: string, root: string, depth: number): string {
  return `{ ${root} { ${`${field} { `.repeat(depth)} name ${'}'.repeat(depth)} } } }`;
}

function doubling(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, index) => `fragment F${index} on Query { a: __typename ...F${index + 1} ...F${index + 1} }`,
  );
  return `{ ...F0 } ${fragments.join(' ')} fragment F${levels} on Query { __typename }`;
}
