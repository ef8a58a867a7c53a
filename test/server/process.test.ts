import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { startGateway } from '../../src/gateway.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { MAIN } from '../support/program.ts';
import { type RawHandler, startRawSite } from '../support/raw-site.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const ACCOUNT = { FRAPPE_API_KEY: 'gatewaykey0000001', FRAPPE_API_SECRET: 'gatewaysecret0000001' };
const QUIET = {
  HOST: '127.0.0.1',
  PORT: '0',
  SNAPSHOT_FILE: 'off',
  EVENT_LOG_FILE: 'off',
  METADATA_POLL_SECONDS: '0',
  SCHEMA_CONFIG_FILE: 'none',
  LOG_LEVEL: 'silent',
};

/** What a process ended with. */
interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the process', () => {
  test.each<[string, Record<string, string>, string]>([
    ['without a site', ACCOUNT, 'FRAPPE_URL is not set.'],
    [
      'with a site that is no address',
      { FRAPPE_URL: 'shop', ...ACCOUNT },
      'FRAPPE_URL: must be an http or https address.',
    ],
    [
      'with a mistyped setting that protects it',
      { FRAPPE_URL: 'http://127.0.0.1:9', ...ACCOUNT, PERSISTED_OPERATION_ONLY: 'true' },
      'PERSISTED_OPERATION_ONLY is not a setting of the gateway. Did you mean PERSISTED_OPERATIONS_ONLY? It protects the gateway: correct it.',
    ],
    [
      'with a mistyped production',
      { FRAPPE_URL: 'http://127.0.0.1:9', ...ACCOUNT, NODE_ENV: 'prod' },
      'NODE_ENV: prod sets no defaults. Did you mean production?',
    ],
    [
      'with production for a mistyped NODE_ENV',
      { FRAPPE_URL: 'http://127.0.0.1:9', ...ACCOUNT, NODE_EVN: 'production' },
      'NODE_EVN sets no defaults. Did you mean NODE_ENV? It protects the gateway: correct it.',
    ],
    [
      'while the site is down',
      { FRAPPE_URL: 'http://127.0.0.1:9', ...ACCOUNT },
      'FRAPPE_URL: http://127.0.0.1:9/ cannot be reached (connect ECONNREFUSED 127.0.0.1:9).',
    ],
  ])('%s ends with one line that names it, and code 1', async (_what, env, line) => {
    expectLine(await run({ ...QUIET, ...env }), line);
  });

  test('with a wrong line in `.env` ends with it, though the environment has the same setting without a value', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-env-'));
    writeFileSync(join(folder, '.env'), 'INTROSPECTION=closed\n');
    const env = { ...QUIET, FRAPPE_URL: 'http://127.0.0.1:9', ...ACCOUNT, INTROSPECTION: '' };
    expectLine(await run(env, folder), 'INTROSPECTION: must be one of');
  });

  test.each<[string, RawHandler]>([
    [
      'HTML',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>'),
    ],
    [
      'HTML with status 404',
      (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>nginx</html>'),
    ],
    [
      'JSON of its own',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
    ],
    [
      'JSON with other lists',
      (_request, response) => response.writeHead(200).end('{"data":[],"docs":[],"message":{}}'),
    ],
    ['a redirect to a login', (_request, response) => response.writeHead(302, { location: '/login' }).end()],
  ])('in front of a site that answers %s says that it is not Frappe', async (_what, handle) => {
    await using site = await startRawSite(handle);
    const line = `FRAPPE_URL: ${site.url}/ does not answer as a Frappe site: `;
    const error = await startGateway(readConfig({ ...QUIET, ...ACCOUNT, FRAPPE_URL: site.url })).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message.startsWith(line), error.message).toBe(true);
    expect(error.message).not.toContain('\n');
  });

  test('on a port that is taken, and at the address of another machine, says which setting to change', async () => {
    await using site = await startDemoSite({ scale: 'small' });
    const env = { ...QUIET, ...gatewayEnv(site), HOST: '127.0.0.1' };
    const port = new URL(site.url).port;
    expectLine(await run({ ...env, PORT: port }), `PORT: ${port} is taken by another program. Choose another port.`);
    expectLine(await run({ ...env, HOST: '192.0.2.1' }), 'HOST: 192.0.2.1 is not an address of this machine.');
  });

  test('before a site in maintenance says that it cannot be reached, and ends with code 1', async () => {
    await using site = await startRawSite((_request, response) =>
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html>'),
    );
    expectLine(
      await run({ ...QUIET, ...ACCOUNT, FRAPPE_URL: site.url }),
      `FRAPPE_URL: ${site.url}/ cannot be reached (status 503)`,
    );
  });

  test('with a service account that the site refuses names it, without its secret, and ends with code 1', async () => {
    await using site = await startDemoSite();
    const ending = await run({
      ...QUIET,
      FRAPPE_URL: site.url,
      FRAPPE_API_KEY: 'wrong',
      FRAPPE_API_SECRET: 's3cret-of-mine',
    });
    expectLine(ending, `FRAPPE_API_KEY, FRAPPE_API_SECRET: ${site.url}/ refuses this service account.`);
    expect(ending.stderr + ending.stdout).not.toContain('s3cret-of-mine');
  });

  test('names variables that are not settings, and stops at a name of its configuration that matches nothing', async () => {
    await using site = await startDemoSite();
    const SCHEMA_CONFIG_FILE = join(mkdtempSync(join(tmpdir(), 'process-')), 'config.json');
    writeFileSync(SCHEMA_CONFIG_FILE, JSON.stringify({ hide: { fields: ['Shop Customer.emial'] } }));
    const env = { ...gatewayEnv(site), SCHEMA_CONFIG_FILE, FRAPPE_TIMOUT_MS: '5', LOG_LEVEL: 'warn' };
    const ending = await run(env);
    expectLine(ending, `${SCHEMA_CONFIG_FILE}: hide.fields: "Shop Customer.emial" is not a docfield of the site.`);
    expect(ending.stdout).toContain(
      '"msg":"FRAPPE_TIMOUT_MS is not a setting of the gateway. Did you mean FRAPPE_TIMEOUT_MS?"',
    );
  });

  test('finishes running requests on a signal to end, takes nothing new, and ends with code 0', async () => {
    await using site = await startDemoSite();
    const { child, url } = await startProcess(site, { DRAIN_SECONDS: '10' });
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Tag') ? { delayMs: 700 } : undefined);
    const running = query(url, site);
    await until(() => site.requests.some(({ path }) => path.startsWith('/api/resource/Shop%20Tag')));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const refused = await untilRefused(url);
    expect(refused).toBe(true);
    expect((await running).data.shopTags.nodes).toHaveLength(1);
    expect(await ended).toEqual([0, null]);
  });

  test('ends what runs too long when its time to drain is over, with code 0', async () => {
    await using site = await startDemoSite();
    const { child, url } = await startProcess(site, { DRAIN_SECONDS: '0' });
    site.fault = ({ path }) => (path.startsWith('/api/resource/Shop%20Tag') ? { delayMs: 3_000 } : undefined);
    const running = query(url, site).catch(() => 'cut');
    await until(() => site.requests.some(({ path }) => path.startsWith('/api/resource/Shop%20Tag')));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await running).toBe('cut');
    expect(await ended).toEqual([0, null]);
  });
});

/** Starts the gateway and waits for the line that tells its address. */
async function startProcess(
  site: DemoSite,
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawnMain({ ...gatewayEnv(site), LOG_LEVEL: 'info', ...env });
  let text = '';
  child.stderr?.resume();
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) {
      site.requests.length = 0;
      return { child, url };
    }
  }
  throw new Error(`The gateway did not start: ${text}`);
}

async function run(env: Record<string, string>, cwd?: string): Promise<Ending> {
  const child = spawnMain(env, cwd);
  const ending: Ending = { code: null, stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    ending.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    ending.stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...ending, code };
}

function spawnMain(env: Record<string, string>, cwd = process.cwd()): ChildProcess {
  const given = { ...CHILD_ENV, ...env };
  const child = spawn(process.execPath, [MAIN], { cwd, env: given, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function expectLine({ code, stderr }: Ending, line: string): void {
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(line)]);
  expect(stderr.startsWith(line)).toBe(true);
  expect(code).toBe(1);
}

async function query(url: string, site: DemoSite) {
  const headers = { 'content-type': 'application/json', authorization: site.authorization('carol') };
  const body = JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' });
  return JSON.parse(await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).text());
}

/** A draining gateway takes no new connection. */
async function untilRefused(url: string): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isTaken = await fetch(`${url}/ready`, { headers: { connection: 'close' } }).then(
      (response) => response.status === 200,
      () => false,
    );
    if (!isTaken) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}
