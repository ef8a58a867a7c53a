import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import type { ProcessReport } from '../support/process-probe.ts';
import { expectShortTurns, MAX_TURN_MS } from '../support/short-turns.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';
import { until } from '../support/until.ts';

const MIB = 1024 * 1024;
const TIMEOUT = { timeout: 120_000 };
const READ = '{ shopOrders(first: 2) { nodes { name } } }';
const COUNT = '{ shopCustomers(first: 2) { nodes { name } } }';

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
});

afterAll(() => site.close());

async function ask(query: string): Promise<{ status: number; data: unknown; codes: string[] }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    // Kept-alive connections end between two runs, and a request can meet one that does.
    headers: { 'content-type': 'application/json', authorization: site.authorization('carol'), connection: 'close' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: response.status, data, codes: errors?.map(({ extensions }) => extensions.code) ?? [] };
}

/** A list of rows with so many bytes. */
function rows(bytes: number): string {
  const row = (index: number) => `{"name":"SO-${index}","status":"Draft","notes":"${'x'.repeat(60)}"}`;
  const count = Math.floor(bytes / row(1_000_000).length);
  return `{"data":[${Array.from({ length: count }, (_, index) => row(index)).join(',')}]}`;
}

/** While something goes on, a light query is answered again and again, and nobody is held up. */
async function expectLightQueries<Result>(work: Promise<Result>): Promise<Result> {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const light = await ask(COUNT);
    expect(light.codes.filter((code) => code !== 'OVERLOADED')).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return done;
}

/** Lists of orders are what the attack is about; all else is answered as ever. */
const answerOrders = (body: string, headers: Record<string, string> = {}) => {
  site.fault = ({ path }) =>
    path.startsWith('/api/resource/Shop%20Order?') ? { status: 200, body, headers } : undefined;
};

/** Runs an attack, holds nobody up, and checks that the gateway recovers from it. */
async function outlive(attack: () => Promise<void>, maxTurn: number): Promise<void> {
  const attackAndRecover = async () => {
    await attack();
    site.fault = undefined;
    expect(await ask(READ)).toMatchObject({ status: 200, codes: [] });
  };
  const check = (after: ProcessReport, before: ProcessReport) =>
    expect(after.heapUsed - before.heapUsed).toBeLessThan(20 * MIB);
  await expectShortTurns(gateway, attackAndRecover, { maxTurn, check });
}

describe.each([192, 2_048])('a gateway with a heap of %i MiB', (heap) => {
  const isSmall = heap < 1_000;
  // V8 collects garbage for longer in a heap that is almost full.
  const maxTurn = isSmall ? 2 * MAX_TURN_MS : MAX_TURN_MS;
  // What fills a small heap is refused. A large one takes it all, and the more there is, the longer that goes on.
  const askAtOnce = (count: number, query = READ) =>
    expectLightQueries(Promise.all(Array.from({ length: isSmall ? count : count / 3 }, () => ask(query))));
  beforeAll(async () => {
    const nodeArgs = [`--max-old-space-size=${heap}`];
    gateway = await startGatewayProcess(site, { MAX_COST_ROWS: '10000000' }, { nodeArgs, isProbed: true });
  });

  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ['responses that are longer than allowed', 32 * MIB, ['UPSTREAM_CONTRACT']],
    ['responses as long as allowed', 15 * MIB, ['OVERLOADED', 'COST_EXCEEDED']],
  ])('outlives %s', TIMEOUT, (_what, bytes, codes) => {
    const body = rows(bytes);
    return outlive(async () => {
      answerOrders(body);
      for (const answer of await askAtOnce(12)) {
        expect(answer.codes).toHaveLength(1);
        expect(codes).toContain(answer.codes[0]);
      }
    }, maxTurn);
  });

  test.each([
    ['empty lists, which take the most memory for their length', '[],', 4_600_000, '[]'],
    ['lists within lists', '[', 2_500_000, ']'.repeat(2_500_000)],
  ])('outlives responses of %s', TIMEOUT, (_what, part, count, end) => {
    const body = `{"data":[${part.repeat(count)}${end}]}`;
    return outlive(async () => {
      answerOrders(body);
      for (const { codes } of await askAtOnce(6))
        expect(codes[0]).toMatch(/OVERLOADED|COST_EXCEEDED|UPSTREAM_CONTRACT/);
    }, 2 * maxTurn);
  });

  test.each([
    ['a syntax error', ''],
    ['too many levels', '{ a '.repeat(40)],
  ])('outlives many long documents with %s', TIMEOUT, (what, end) =>
    outlive(async () => {
      const fields = ' a'.repeat(2_000);
      for (let sent = 0; sent < 300; sent += 1)
        expect((await ask(`{ ${what.replaceAll(' ', '_')}_${sent}${fields} ${end}`)).codes).toEqual(['BAD_USER_INPUT']);
    }, maxTurn),
  );

  test('outlives operations that read 300,000 rows', TIMEOUT, () =>
    outlive(async () => {
      answerOrders(rows(MIB));
      const pages = Array.from(
        { length: 40 },
        (_, page) => `p${page}: shopOrders(first: 500, offset: ${page}) { nodes { name } }`,
      );
      for (const { codes } of await askAtOnce(3, `{ ${pages.join(' ')} }`)) {
        expect(codes.length).toBeGreaterThan(0);
        expect(codes.filter((code) => code !== 'COST_EXCEEDED' && code !== 'OVERLOADED')).toEqual([]);
      }
    }, maxTurn),
  );
});

describe('forms whose files never come', () => {
  const HELD = 32;

  test('are counted as other bodies are, until their senders leave', async () => {
    await using small = await startTestGateway({ version: 15 }, { MAX_BODY_BYTES: '100000' });
    const query = 'mutation ($file: Upload!) { uploadFile(file: $file) { file { fileName } } }';
    const operations = JSON.stringify({ query, variables: { file: null, text: 'x'.repeat(90_000) } });
    const field = (name: string, text: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
    const form = `${field('operations', operations)}${field('map', '{"0":["variables.file"]}')}--x\r\n`;
    const send = () =>
      fetch(`${small.gateway.url}/graphql`, {
        method: 'POST',
        duplex: 'half',
        headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-requested-with': 'test' },
        body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from(form)) }),
        signal: gone.signal,
      } as RequestInit).then(({ status }) => status);
    const gone = new AbortController();
    const sent = Array.from({ length: HELD + 10 }, () => send().catch(() => null));
    expect(await Promise.any(sent.map(async (status) => (await status) ?? Promise.reject(new Error('left'))))).toBe(
      503,
    );
    gone.abort();
    await Promise.all(sent);
    await until(
      async () => (await small.query('{ __typename }', { variables: { text: 'x'.repeat(90_000) } })).status === 200,
    );
  });
});

describe('a gateway without memory', () => {
  test('refuses operations with 503 before it reads them, and lets one through now and then', async () => {
    await using full = await startTestGateway({ version: 15 }, { SHED_HEAP_PERCENT: '1' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => full.query('{ __typename }')));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(18);
    expect(refused[0]?.errors).toEqual([
      {
        message: 'The gateway is out of memory for this operation. Try again in a moment.',
        extensions: { code: 'OVERLOADED', retryAfter: 1 },
      },
    ]);
    const response = await fetch(`${full.gateway.url}/graphql`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    // Those who look after the process are told that it lives.
    expect((await fetch(`${full.gateway.url}/health`)).status).toBe(200);
    const passed = await Promise.all(
      Array.from({ length: 3 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, 300 * (index + 1)));
        return (await full.query('{ __typename }')).status;
      }),
    );
    expect(passed).toContain(200);
  });

  test('refuses operations of sockets, and keeps the sockets', async () => {
    await using full = await startTestGateway({ version: 15 }, { SHED_HEAP_PERCENT: '1' });
    const socket = await connectAs(full, 'carol');
    for (let id = 0; id < 5; id += 1) socket.subscribe(String(id), '{ __typename }');
    let refusal = await socket.messages.take();
    while (refusal.type !== 'error') refusal = await socket.messages.take();
    expect(refusal.payload[0].extensions).toEqual({ code: 'OVERLOADED', retryAfter: 1 });
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    socket.close();
  });
});
