import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import manifest from '../../package.json' with { type: 'json' };
import { CHILD_ENV } from '../support/child-env.ts';
import { MAIN } from '../support/program.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const WITHOUT_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
  ? ''
  : ' (skipped: this machine has no IPv6)';

describe('the log of a gateway', () => {
  test('says with what it starts, without secrets, and that it has stopped', async () => {
    await using site = await startDemoSite();
    const { FRAPPE_API_SECRET = '', ...env } = gatewayEnv(site);
    const secrets = { FRAPPE_API_SECRET, WEBHOOK_SECRET: 'the-secret-of-webhooks', SESSION_SECRET: 's'.repeat(32) };
    const redis = {
      REDIS_URL: 'redis://events:redis-password@127.0.0.1:9/1',
      MAX_PAGE_SIZE: '500',
      DEFAULT_PAGE_SIZE: '7',
    };
    const { child, lines } = run({ ...env, ...secrets, ...redis, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info' });
    const ready = await lines.find(({ msg }) => msg === 'ready');
    expect(ready).toMatchObject({ version: manifest.version, sites: [{ name: null, doctypes: expect.any(Number) }] });
    expect(ready.settings).toMatchObject({
      FRAPPE_URL: site.url,
      FRAPPE_API_KEY: '(secret)',
      SESSION_SECRET: '(secret)',
      REDIS_URL: 'redis://127.0.0.1:9/1',
      DEFAULT_PAGE_SIZE: '7',
    });
    expect(ready.settings).not.toHaveProperty('MAX_PAGE_SIZE');
    expect(ready.settings).not.toHaveProperty('PATH');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect([code, lines.all().at(-1)]).toEqual([
      0,
      expect.objectContaining({ msg: 'stopped', ms: expect.any(Number) }),
    ]);
    const text = JSON.stringify(lines.all());
    const values = [...Object.values(secrets), env.FRAPPE_API_KEY ?? '', 'redis-password'];
    expect(values.filter((value) => value === '' || text.includes(value))).toEqual([]);
  });

  test.skipIf(WITHOUT_REDIS)(
    `has no line of an outage if only the gateway stops${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`,
    async () => {
      await using site = await startDemoSite();
      await using redis = await startRedis();
      const env = { ...gatewayEnv(site), REDIS_URL: redis.url, RATE_LIMIT_PER_SECOND: '5' };
      const { child, lines } = run({ ...env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info' });
      await lines.find(({ msg }) => msg === 'ready');
      child.kill('SIGTERM');
      await once(child, 'close');
      expect(lines.all().map(({ msg }) => msg)).toEqual(['ready', 'stopped']);
    },
  );

  test('does not keep a gateway from ending if nobody reads it any more', async () => {
    await using site = await startDemoSite();
    const { child, lines } = run({ ...gatewayEnv(site), PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info' });
    using _child = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    await lines.find(({ msg }) => msg === 'ready');
    child.stdout?.destroy();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.skipIf(WITHOUT_IPV6)(`has an address that works if it listens on all of IPv6${WITHOUT_IPV6}`, async () => {
    await using site = await startDemoSite();
    const { child, lines } = run({ ...gatewayEnv(site), PORT: '0', HOST: '::', LOG_LEVEL: 'info' });
    using _child = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    const { url } = await lines.find(({ msg }) => msg === 'ready');
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

type Line = Record<string, unknown>;

function run(env: Readonly<Record<string, string>>): { child: ChildProcess; lines: Lines } {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...CHILD_ENV, DRAIN_DELAY_SECONDS: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: new Lines(child) };
}

/** The lines that a process writes. */
class Lines {
  #text = '';
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
    });
  }

  all(): Line[] {
    return this.#text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  }

  /** Waits for a line. */
  async find(isWanted: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.all().find(isWanted);
      if (found) return found;
      if (this.#child.exitCode !== null) throw new Error(`The gateway ended: ${this.#text}`);
      if (this.#child.stdout) await once(this.#child.stdout, 'data');
    }
  }
}
