import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Why tests that need a Redis cannot run here; null where they can. */
export const WITHOUT_REDIS: string | null =
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'there is no redis-server on the path';

/** A Redis of a test's own, which writes everything to disk. */
export interface TestRedis extends AsyncDisposable {
  url: string;
  /** Ends it as a crash does. */
  crash(): Promise<void>;
  /** Stops it from answering, with its connections open. */
  hang(): void;
  /** Remembers the data of now, for a restart with less than there was. */
  remember(): Promise<void>;
  /** Starts it again, with the data that it had, those remembered, or none. */
  restart(data?: 'kept' | 'remembered' | 'lost'): Promise<void>;
}

/** Starts a Redis on a free port. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let folder = await newFolder();
  let server = await launch(port, folder);
  let remembered = '';
  const crash = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    crash,
    hang: () => void server.kill('SIGSTOP'),
    remember: async () => {
      remembered = await newFolder();
      await cp(folder, remembered, { recursive: true });
    },
    restart: async (data = 'kept') => {
      if (data === 'remembered') folder = remembered;
      if (data === 'lost') folder = await newFolder();
      server = await launch(port, folder);
    },
    [Symbol.asyncDispose]: crash,
  };
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const options = { port, dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of server.stdout as AsyncIterable<Buffer>) {
    if (String(line).includes('Ready to accept connections')) break;
  }
  // Reading on keeps the pipe from filling up.
  server.stdout?.resume();
  return server;
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'redis-'));
}
