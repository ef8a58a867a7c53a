import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { PROGRAM } from '../support/program.ts';
import { holdRequests } from '../support/site-faults.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The scripts of the project, with its sources and what `npm run build` makes of them. */
function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
  const { type, bin, engines, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'frappe-graphql', type, bin, engines, scripts, version: '0.0.0' }),
  );
  for (const name of ['node_modules', 'src', 'bin', 'graphiql']) symlinkSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(PROGRAM, 'dist'), join(folder, 'dist'));
  return folder;
}

interface Started {
  child: ChildProcess;
  url: string;
  /** The rest of what it writes. */
  output: () => string;
}

/** Nothing of npm's own environment, which these tests run in, reaches the npm that is tested. */
async function startBy(command: readonly string[], site: DemoSite): Promise<Started> {
  const { PATH = '', HOME = tmpdir() } = process.env;
  const path = PATH.split(':').filter((part) => !part.includes('node_modules'));
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: makeProject(),
    env: { ...CHILD_ENV, ...gatewayEnv(site), PATH: path.join(':'), HOME, LOG_LEVEL: 'info', DRAIN_SECONDS: '10' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const url = await until(
    () => /"url":"([^"]+)","sites"/.exec(text)?.[1],
    () => text,
  );
  return { child, url, output: () => text };
}

/** To npm alone, as from `kill` or a process manager; or to all of its processes, as from a terminal or systemd. */
const SIGNALS: Record<string, (child: ChildProcess) => void> = {
  'SIGTERM to npm': ({ pid = 0 }) => process.kill(pid, 'SIGTERM'),
  'SIGINT to npm': ({ pid = 0 }) => process.kill(pid, 'SIGINT'),
  'SIGTERM to all': ({ pid = 0 }) => process.kill(-pid, 'SIGTERM'),
  'SIGINT to all': ({ pid = 0 }) => process.kill(-pid, 'SIGINT'),
};

describe.each([
  ['npm start', ['npm', 'start'], 'SIGTERM to npm'],
  ['npm start', ['npm', 'start'], 'SIGINT to npm'],
  ['npm start', ['npm', 'start'], 'SIGTERM to all'],
  ['npm start', ['npm', 'start'], 'SIGINT to all'],
  ['npm run dev', ['npm', 'run', 'dev'], 'SIGTERM to npm'],
  ['npx frappe-graphql', ['npx', '--no-install', 'frappe-graphql', 'start'], 'SIGTERM to npm'],
] as const)('a gateway that %s has started', (name, command, signal) => {
  test(`finishes what runs and ends after ${signal}`, { timeout: 60_000 }, async () => {
    await using site = await startDemoSite();
    const { child, url } = await startBy(command, site);
    try {
      const held = holdRequests(site, ({ path }) => path.startsWith('/api/resource/Shop%20Tag'));
      const running = query(url, site);
      await until(() => held.count() > 0 || undefined);
      const ended = once(child, 'exit');
      SIGNALS[signal]?.(child);
      // It takes nothing new, and waits for what runs.
      await until(async () => (await isRefused(url)) || undefined);
      held.release();
      expect((await running).data.shopTags.nodes).toHaveLength(1);
      const [code] = await ended;
      // npx itself does not wait for what it has started.
      if (name !== 'npx frappe-graphql') expect(code).toBe(0);
      await until(() => !isAlive(child) || undefined);
    } finally {
      endGroup(child);
    }
  });
});

/** Whether a process of the group is left. */
function isAlive({ pid = 0 }: ChildProcess): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** Whatever is left of it. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is.
  }
}

async function query(url: string, site: DemoSite) {
  const headers = { 'content-type': 'application/json', authorization: site.authorization('carol') };
  const body = JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' });
  return JSON.parse(await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).text());
}

function isRefused(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

async function until<Value>(
  find: () => Value | undefined | Promise<Value | undefined>,
  explain: () => string = () => '',
): Promise<Value> {
  const end = performance.now() + 40_000;
  while (performance.now() < end) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Waited in vain for ${String(find)}: ${explain()}`);
}
