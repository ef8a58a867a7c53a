import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { sendRaw } from '../support/raw-request.ts';
import { startTestGateway, startWatchedGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const READ = '{ shopTags(first: 1) { nodes { name } } }';
const WRITE = 'mutation { createShopTag(input: { name: "dead" }) { shopTag { name } } }';

/** The calls that read the model allow retries, too. */
const CALLS_AT_START = 40;

/** A gateway before a site that can be taken away. */
async function start(env: Record<string, string> = {}) {
  const site = await startDemoSite({ scale: 'small' });
  const proxy = await startFaultProxy(site);
  const gateway = await startWatchedGateway(site, { FRAPPE_URL: proxy.url, ...env });
  const ask = async (query: string) => {
    const startedAt = performance.now();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization('carol') },
      body: JSON.stringify({ query }),
    });
    const { errors = [] } = (await response.json()) as { errors?: { extensions: Record<string, unknown> }[] };
    return { errors, headers: response.headers, ms: performance.now() - startedAt };
  };
  const close = async () => {
    await gateway.close();
    await proxy[Symbol.asyncDispose]();
    await site.close();
  };
  return { site, proxy, gateway, ask, [Symbol.asyncDispose]: close };
}

describe('a site that is away', () => {
  test.each([
    ['refuses connections', { isRefusing: true }],
    ['resets them', { onConnect: (socket: import('node:net').Socket) => void socket.resetAndDestroy() }],
    ['does not answer', {}],
  ])('and %s is not asked after 20 failures, and is in use within 6 s of its return', async (_how, fault) => {
    await using at = await start({ FRAPPE_TIMEOUT_MS: '500' });
    await at.ask(READ);
    await at.proxy.setFault(fault);
    await Promise.all(Array.from({ length: 20 }, () => at.ask(READ)));
    await until(() => at.gateway.site.client.load().isHeldBack, 5);
    const refusals: number[] = [];
    for (let time = 0; time < 20; time += 1) {
      const { errors, headers, ms } = await at.ask(time % 2 === 0 ? READ : WRITE);
      expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UPSTREAM_UNAVAILABLE', retryAfter: 1 }]);
      expect(headers.get('retry-after')).toBe('1');
      // Others use the machine, too: a query that needs no site takes as long as it lets one.
      refusals.push(ms - (await at.ask('{ __typename }')).ms);
    }
    expect(refusals.sort((a, b) => a - b)[10]).toBeLessThan(20);
    expect(at.proxy.met.filter((line) => line.startsWith('POST'))).toEqual([]);
    expect((await at.ask('{ __typename }')).errors).toEqual([]);
    await at.proxy.setFault(null);
    const backAt = performance.now();
    await until(async () => (await at.ask(WRITE.replace('dead', 'alive'))).errors.length === 0, 6);
    expect(performance.now() - backAt).toBeLessThan(6_000);
  });

  test('is still asked where calls are never held back', async () => {
    await using at = await start({ FRAPPE_BREAKER_FAILURES: '0' });
    await at.proxy.setFault({ isRefusing: true });
    await Promise.all(Array.from({ length: 40 }, () => at.ask(READ)));
    await at.proxy.setFault(null);
    expect((await at.ask(READ)).errors).toEqual([]);
  });

  test('is not one that is slow for one caller, and answers others', async () => {
    await using at = await startTestGateway({}, { FRAPPE_TIMEOUT_MS: '500', FRAPPE_BREAKER_FAILURES: '5' });
    at.site.fault = ({ path }) => (path.includes('Shop%20Note') ? new Promise(() => undefined) : undefined);
    const slow = Array.from({ length: 30 }, () => at.query('{ shopNotes(first: 1) { nodes { name } } }'));
    const end = Promise.all(slow);
    let isOver = false;
    void end.then(() => {
      isOver = true;
    });
    while (!isOver) expect((await at.query(READ)).errors).toBeUndefined();
    for (const { errors } of await end) expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(at.gateway.site.client.load().isHeldBack).toBe(false);
    at.site.fault = undefined;
  });

  test('is shown in the metrics', async () => {
    await using at = await start({ METRICS_TOKEN: 'a-token-of-metrics', FRAPPE_BREAKER_FAILURES: '3' });
    const metric = async (name: string) => {
      const headers = { authorization: 'Bearer a-token-of-metrics' };
      const { bytes } = await sendRaw(`${at.gateway.url}/metrics`, { headers });
      return new RegExp(`^${name}\\{site=""\\} (\\d+)$`, 'm').exec(bytes.toString())?.[1];
    };
    expect([await metric('frappe_circuit_open'), await metric('frappe_retries_total')]).toEqual(['0', '0']);
    await at.proxy.setFault({ isRefusing: true });
    for (let time = 0; time < 3; time += 1) await at.ask(READ);
    expect(await metric('frappe_circuit_open')).toBe('1');
    expect(Number(await metric('frappe_retries_total'))).toBeGreaterThan(0);
    await at.proxy.setFault(null);
    await expect.poll(() => metric('frappe_circuit_open'), { timeout: 6_000 }).toBe('0');
  });
});

describe('a read that fails for a moment', () => {
  const failing = (times: number, fault: object) => {
    let left = times;
    return () => {
      left -= 1;
      return left >= 0 ? fault : undefined;
    };
  };

  test.each([502, 503, 504])('with status %d is sent again, and a write is not', async (status) => {
    await using at = await startTestGateway();
    at.site.fault = failing(2, { status, body: '<html>', headers: { 'content-type': 'text/html' } });
    expect((await at.query(READ)).errors).toBeUndefined();
    expect(at.site.requests).toHaveLength(3);
    at.site.requests.length = 0;
    at.site.fault = failing(1, { status, body: '<html>', headers: { 'content-type': 'text/html' } });
    expect((await at.query(WRITE)).errors?.[0]?.extensions).toMatchObject({ outcome: 'UNKNOWN' });
    expect(at.site.requests).toHaveLength(1);
  });

  test('because the site asks to wait for a second is sent after it', async () => {
    await using at = await startTestGateway();
    at.site.fault = failing(1, { status: 429, body: '{}', headers: { 'retry-after': '1' } });
    const startedAt = performance.now();
    expect((await at.query(READ)).errors).toBeUndefined();
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect(at.site.requests).toHaveLength(2);
  });

  test.each([
    ['for longer than callers wait', { status: 429, body: '{}', headers: { 'retry-after': '600' } }, 1],
    ['without saying how long', { status: 429, body: '{}' }, 1],
    ['for maintenance', { status: 503, body: '{"exc_type":"SessionStopped"}' }, 1],
    ['with an error of its own', { status: 500, body: '{}' }, 1],
  ])('%s is not sent again', async (_why, fault, requests) => {
    await using at = await startTestGateway();
    at.site.fault = () => fault;
    expect((await at.query(READ)).errors).toHaveLength(1);
    expect(at.site.requests).toHaveLength(requests);
  });

  test('again and again does not cause more than a fifth of further calls', async () => {
    await using at = await startTestGateway({}, { FRAPPE_BREAKER_FAILURES: '0' });
    at.site.fault = () => ({ status: 503, body: '<html>', headers: { 'content-type': 'text/html' } });
    for (let time = 0; time < 100; time += 1) await at.query(READ);
    expect(at.site.requests.length).toBeLessThanOrEqual(100 + 20 + 10 + CALLS_AT_START / 5);
    expect(at.site.requests.length).toBeGreaterThan(100);
    await using never = await startTestGateway({}, { FRAPPE_RETRY_PERCENT: '0' });
    never.site.fault = () => ({ status: 503, body: '<html>', headers: { 'content-type': 'text/html' } });
    await never.query(READ);
    expect(never.site.requests).toHaveLength(1);
  });
});

describe("the site's rate limit", () => {
  const limits = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '600' };

  test('reaches the client, with its status if nothing was answered', async () => {
    await using at = await startTestGateway();
    const send = async (query: string) => {
      const headers = { authorization: at.site.authorization('carol') };
      const response = await fetch(`${at.gateway.url}/graphql?${new URLSearchParams({ query })}`, { headers });
      const names = ['retry-after', ...Object.keys(limits)];
      return [response.status, ...names.map((name) => response.headers.get(name))];
    };
    at.site.fault = () => ({ status: 429, body: '{}', headers: { 'retry-after': '600', ...limits } });
    expect(await send(READ)).toEqual([429, '600', '100', '0', '600']);
    at.site.fault = ({ path }) =>
      path.includes('Tag') ? { status: 429, body: '{}', headers: { 'retry-after': '600', ...limits } } : undefined;
    expect(await send(`{ shopTags { nodes { name } } shopOrders(first: 1) { nodes { name } } }`)).toEqual([
      200,
      '600',
      '100',
      '0',
      '600',
    ]);
    at.site.fault = () => ({ body: '{"data":[]}', headers: { ...limits, 'x-ratelimit-remaining': '42' } });
    for (let time = 0; time < 2; time += 1) expect(await send(READ)).toEqual([200, null, '100', '42', '600']);
    at.site.fault = undefined;
    expect(await send(READ)).toEqual([200, null, null, null, null]);
  });
});
