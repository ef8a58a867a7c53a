import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoSite } from '../../demo/demo-site.ts';
import { type QueryOptions, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { blocksIn, codeBlocksOf, parseJson } from './code-blocks.ts';

type Fault = Exclude<Awaited<ReturnType<NonNullable<DemoSite['fault']>>>, undefined>;

/** How to get the error of a page. */
interface Example extends QueryOptions {
  readonly query?: string;
  /** The body of the request, in place of a query. */
  readonly body?: object;
  /** How the site fails. */
  readonly fault?: Fault;
  /** Settings of a gateway of its own. */
  readonly env?: Record<string, string>;
}

const LIST = '{ shopOrders(first: 2) { nodes { name } } }';
const failing = (status: number, excType: string, rest: object = {}) =>
  ({ status, body: JSON.stringify({ exc_type: excType, ...rest }) }) satisfies Fault;

const MESSAGE = JSON.stringify({ title: 'Missing', message: 'Please set a fiscal year', indicator: 'red' });
const RIGHTS = 'shopOrders(first: 500) { nodes { _meta { permissions { read } } } }';

const EXAMPLES: Readonly<Record<string, Example>> = {
  BAD_USER_INPUT: { query: '{ shopOrders(first: 501) { totalCount } }' },
  CONFLICT: {
    query: `mutation {
      updateShopOrder(name: "SO-2026-00001", input: { delivery_note: "x" }, ifModified: "2026-03-06T10:41:00") { shopOrder { name } }
    }`,
  },
  COST_EXCEEDED: { query: `{ a: ${RIGHTS} b: ${RIGHTS} c: ${RIGHTS} }` },
  FILTER_TOO_BROAD: {
    query: '{ shopReturns(filter: { order: { where: { grand_total: { gte: 0 } } } }) { totalCount } }',
  },
  FORBIDDEN: { query: '{ shopOrders(first: 2) { nodes { name margin_amount } } }', as: 'alice' },
  INVALID: { fault: failing(417, 'ValidationError', { _server_messages: JSON.stringify([MESSAGE]) }) },
  NOT_FOUND: { fault: failing(404, 'DoesNotExistError') },
  PERSISTED_QUERY_NOT_FOUND: { body: { documentId: 'a'.repeat(64) } },
  PERSISTED_QUERY_NOT_SUPPORTED: { body: { documentId: 'a'.repeat(64) }, env: { PERSISTED_QUERY_BYTES: '0' } },
  RATE_LIMITED: { fault: { ...failing(429, 'TooManyRequestsError'), headers: { 'retry-after': '12' } } },
  READ_ONLY: {
    query: 'mutation { createShopOrder(input: { customer: "CUST-00001" }) { shopOrder { name } } }',
    fault: failing(503, 'InReadOnlyMode'),
  },
  UNAUTHENTICATED: { query: LIST, headers: { authorization: 'token wrong:wrong' }, as: 'guest' },
  UPSTREAM_CONTRACT: { fault: { status: 200, body: '<h1>Sign in</h1>  ', headers: { 'content-type': 'text/html' } } },
  UPSTREAM_ERROR: { fault: failing(500, 'OperationalError') },
  UPSTREAM_TIMEOUT: { fault: { delayMs: 2_000 } },
  UPSTREAM_UNAVAILABLE: { fault: { resetSocket: true } },
};

/** Codes whose errors other tests compare. */
const ELSEWHERE = {
  INTERNAL: 'test/server/cost-failure.test.ts breaks the gateway itself',
  OVERLOADED: 'test/abuse/overload.test.ts',
  PERSISTED_QUERY_ONLY: 'test/server/persisted/persisted-operations.test.ts',
  RESUME_EXPIRED: 'test/subscription/resuming.test.ts',
};

const blocks = blocksIn('json').filter(({ page }) => page.startsWith('docs/errors/'));
const codeOf = (page: string) => page.replace(/^.*\/|\.md$/g, '');

/** Times change with each run. */
const withoutTimes = (value: unknown) =>
  JSON.parse(JSON.stringify(value).replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+/g, 'a time'));

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway(
    { version: 15, scale: 'full' },
    { FRAPPE_TIMEOUT_MS: '1000', FRAPPE_RETRY_PERCENT: '0', DEBUG_USERS: 'carol@example.com' },
  );
});
afterAll(() => running[Symbol.asyncDispose]());

test('the page of each code has an example', () => {
  const codes = blocks.map(({ page }) => codeOf(page));
  expect(codes.sort()).toEqual([...Object.keys(EXAMPLES), ...Object.keys(ELSEWHERE)].sort());
});

test.each(blocks.filter(({ page }) => codeOf(page) in EXAMPLES))(
  '$page shows the error that the gateway returns',
  async ({ page, code }) => {
    const { query = LIST, body, fault, env, ...options } = EXAMPLES[codeOf(page)] as Example;
    await using own = env === undefined ? null : await startTestGateway({ version: 15 }, env);
    running.site.fault = fault && (() => fault);
    const sent = JSON.stringify(body ?? { query });
    const answer = JSON.parse(await (own ?? running).send(sent, { as: 'carol', ...options }));
    running.site.fault = undefined;
    const { locations: _, ...error } = answer.errors[0];
    expect(withoutTimes(error)).toEqual(withoutTimes(JSON.parse(code)));
  },
);

/** Other blocks of JSON that no file is named for: where each one comes from, by its page and its place there. */
const OTHERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'README.md 0': async () => {
    const [query] = codeBlocksOf('README.md').filter(({ language }) => language === 'graphql');
    const { status, ...answer } = await running.query(query?.code ?? '', { as: 'carol' });
    return answer;
  },
  // Of two queries, it shows the request.
  'docs/graphql-surface.md 0': async () => {
    const [{ code = '' } = {}] = blocksOf('docs/graphql-surface.md');
    const answers = JSON.parse(await running.send(code, { as: 'carol' })) as { errors?: object }[];
    expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    return JSON.parse(code);
  },
  'docs/graphql-surface.md 1': async () => {
    const query = '{ shopOrders(first: 20) { nodes { name customer { customer_name } } } }';
    const ask = (value: string) => running.query(query, { as: 'carol', headers: { 'x-gateway-debug': value } });
    const { plan } = (await ask('plan')).extensions as { plan: { calls: object[] } };
    const { frappe } = (await ask('calls')).extensions as { frappe: { requests: object[] } };
    return [plan.calls[1], frappe.requests[1]];
  },
  'docs/limits.md 0': async () => {
    await using own = await startTestGateway(
      { version: 15 },
      { RATE_LIMIT_PER_SECOND: '500', RATE_LIMIT_BURST: '20000' },
    );
    const query = '{ shopOrders(first: 4, filter: { name: { eq: "SO-0" } }) { totalCount nodes { items { qty } } } }';
    const { extensions } = await own.query(query, { as: 'carol' });
    return { extensions };
  },
  'docs/configuration.md 0': async () => logged('ready'),
  'docs/observability.md 0': async () => {
    await running.query('query OpenOrders { shopOrders(first: 1) { nodes { customer { customer_name } } } }');
    return logged('request');
  },
  'docs/observability.md 1': async () => (await fetch(`${running.gateway.url}/ready`)).json(),
};

/** Requests, which other tests send. */
const SENT: Readonly<Record<string, string>> = {
  'docs/events.md 0': 'test/events sends such deliveries',
  'docs/limits.md 1': 'test/server/persisted/persisted-operations.test.ts sends such requests',
};

const logged = (message: string) =>
  JSON.parse(running.gateway.log.findLast((line) => line.includes(`"msg":"${message}"`)) ?? '{}');
const blocksOf = (page: string) => blocksIn('json').filter((block) => block.page === page && block.label === null);
const others = [...new Set(blocksIn('json').map(({ page }) => page))]
  .filter((page) => !page.startsWith('docs/errors/'))
  .flatMap((page) => blocksOf(page).map((block, index) => [`${page} ${index}`, block] as const));

test('every other block of JSON is compared, or is a request', () => {
  expect(others.map(([place]) => place).sort()).toEqual([...Object.keys(OTHERS), ...Object.keys(SENT)].sort());
});

/** Those that have times, sizes or addresses in them: they have the keys and types of the block. */
const VOLATILE = /^docs\/(?:configuration|observability|graphql-surface\.md 1)/;
/** What every line of the log has, and what depends on the settings. */
const LEFT_OUT = ['time', 'pid', 'hostname', 'settings'];

test.each(others.filter(([place]) => place in OTHERS))('%s is what the gateway says', async (place, { code }) => {
  const [real, shown] = [await OTHERS[place]?.(), parseJson(code)];
  if (VOLATILE.test(place)) expect(shapeOf(real)).toEqual(shapeOf(shown));
  else expect(real).toEqual(shown);
});

/** A value with the types of its parts in place of them. */
function shapeOf(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(entries.map(([key, each]) => [key, shapeOf(each)]));
}
