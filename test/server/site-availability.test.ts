import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { collectLines } from '../support/gateway-lines.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const STATES = ['the site is away', 'the site is back'];

async function start(env: Record<string, string> = {}) {
  const { logger, lines } = collectLines();
  const site = await startDemoSite({ scale: 'small' });
  const gateway = await startGateway(readConfig({ ...gatewayEnv(site), ...env }), logger);
  const ask = () =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization('carol') },
      body: JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' }),
    }).then((response) => response.text());
  const ready = async (search = '') => {
    const response = await fetch(`${gateway.url}/ready${search}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const states = () => lines.filter(({ msg }) => STATES.includes(msg));
  const close = async () => {
    await gateway.close();
    await site.close();
  };
  return { site, gateway, ask, ready, states, lines, [Symbol.asyncDispose]: close };
}

describe('a site that goes away', () => {
  test('has one line, and one when it is back, however often the gateway looks', async () => {
    await using at = await start({ METADATA_POLL_SECONDS: '1' });
    at.site.fault = () => ({ resetSocket: true });
    for (let look = 0; look < 4; look += 1) await at.gateway.site.refresh();
    await at.ask();
    expect(at.states()).toEqual([
      expect.objectContaining({
        level: 50,
        msg: 'the site is away',
        reason: expect.stringMatching(/^The site cannot/),
      }),
    ]);
    expect(at.lines.filter(({ err }) => err !== undefined)).toEqual([]);
    at.site.fault = undefined;
    await at.gateway.site.refresh();
    expect(at.states().slice(1)).toEqual([
      expect.objectContaining({ level: 30, msg: 'the site is back', awayMs: expect.any(Number) }),
    ]);
    at.site.fault = () => ({ status: 502, body: '<html>' });
    await at.gateway.site.refresh();
    expect(at.states().map(({ msg }) => msg)).toEqual([...STATES, 'the site is away']);
  });

  test('is noticed by the calls of callers if all of them fail for a second', async () => {
    await using at = await start({ FRAPPE_BREAKER_FAILURES: '0' });
    at.site.fault = () => ({ resetSocket: true });
    await at.ask();
    expect(at.states()).toEqual([]);
    await expect
      .poll(
        async () => {
          await at.ask();
          return at.states().length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    at.site.fault = undefined;
    await at.ask();
    expect(at.states().map(({ msg }) => msg)).toEqual(STATES);
  });

  test('does not go away because some calls of callers fail', async () => {
    await using at = await start();
    let call = 0;
    at.site.fault = () => {
      call += 1;
      return call % 3 === 0 ? undefined : { resetSocket: true };
    };
    const end = performance.now() + 1_500;
    while (performance.now() < end) await at.ask();
    expect(at.states()).toEqual([]);
  });

  test('is not away because a caller leaves', async () => {
    await using at = await start();
    at.site.fault = () => ({ delayMs: 400 });
    for (let time = 0; time < 4; time += 1) {
      const asked = fetch(`${at.gateway.url}/graphql?query={shopTags{nodes{name}}}`, {
        headers: { authorization: at.site.authorization('carol') },
        signal: AbortSignal.timeout(300),
      });
      await asked.catch(() => undefined);
    }
    expect(at.states()).toEqual([]);
  });

  test('is known at the start from a snapshot', async () => {
    const SNAPSHOT_FILE = join(mkdtempSync(join(tmpdir(), 'gateway-away-')), 'model.json.gz');
    await using at = await start({ SNAPSHOT_FILE });
    at.site.fault = () => ({ resetSocket: true });
    const { logger, lines } = collectLines();
    const again = await startGateway(readConfig({ ...gatewayEnv(at.site), SNAPSHOT_FILE }), logger);
    await expect.poll(() => lines.filter(({ msg }) => msg === 'the site is away')).toHaveLength(1);
    await until(() => again.site.isValid());
    const ready = await fetch(`${again.url}/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready', site: 'away', modelAgeSeconds: null });
    expect((await fetch(`${again.url}/ready?model=600`)).status).toBe(503);
    await again.close();
  });
});

describe('/ready', () => {
  test('reports the site, and fails on it only where it is asked to', async () => {
    await using at = await start();
    await until(() => at.gateway.site.isValid());
    expect(await at.ready('?site=1')).toMatchObject({ status: 200, body: { status: 'ready', site: 'up' } });
    at.site.fault = () => ({ resetSocket: true });
    await at.gateway.site.refresh();
    expect(await at.ready()).toMatchObject({ status: 200, body: { status: 'ready', site: 'away' } });
    expect(await at.ready('?site=0')).toMatchObject({ status: 200 });
    expect(await at.ready('?site=1')).toMatchObject({ status: 503, body: { status: 'failed', site: 'away' } });
    at.site.fault = undefined;
    await at.gateway.site.refresh();
    expect(await at.ready('?site=1')).toMatchObject({ status: 200 });
  });

  test('reports the age of the model, and fails if it is older than it is asked for', async () => {
    await using at = await start();
    await until(() => at.gateway.site.isValid());
    await expect.poll(async () => (await at.ready()).body.modelAgeSeconds).toBeGreaterThanOrEqual(1);
    expect((await at.ready('?model=0')).status).toBe(503);
    expect((await at.ready('?model=600')).status).toBe(200);
    await at.gateway.site.refresh();
    expect((await at.ready()).body.modelAgeSeconds).toBe(0);
  });
});
