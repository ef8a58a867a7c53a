import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Usage } from './measure-preload.ts';

/** A server in a process of its own, so that its CPU and memory are its own. */
export interface MeasuredProcess {
  port: number;
  /** CPU and memory of the process so far. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** Path of the program, from this folder. */
  program: string;
  env: Record<string, string>;
  execArgv?: readonly string[];
  /** Whether the program answers yet; by default, whether its port takes connections. */
  isReady?: (port: number) => Promise<boolean>;
  /** How long it may take to start, in ms. */
  startTimeout?: number;
}

/** The young generation as `npm start` sets it, so that all servers are measured alike. */
const NODE_FLAGS = ['--max-semi-space-size=32'];

/**
 * Starts a program that listens on the port named by `PORT`, and waits until it is ready.
 *
 * @throws Error with what the program printed, when it ends early or is not ready in time.
 */
export async function startMeasured(options: ProcessOptions): Promise<MeasuredProcess> {
  const port = await findFreePort();
  const preload = new URL('measure-preload.ts', import.meta.url).href;
  const output = openOutputFile();
  const child = fork(new URL(options.program, import.meta.url), {
    env: { PATH: process.env.PATH ?? '', ...options.env, PORT: String(port), HOST: '127.0.0.1' },
    execArgv: [...NODE_FLAGS, ...(options.execArgv ?? []), '--import', preload],
    stdio: ['ignore', output.descriptor, output.descriptor, 'ipc'],
  });
  const stop = async () => {
    await stopChild(child);
    output.remove();
  };
  try {
    await waitUntilReady(child, port, options);
  } catch (error) {
    const printed = output.tail();
    await stop();
    throw new Error(`${options.program} did not start: ${(error as Error).message}\n${printed}`);
  }
  return { port, usage: () => askUsage(child), stop };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address.');
  return address.port;
}

interface OutputFile {
  descriptor: number;
  /** The last that was written to it. */
  tail(): string;
  remove(): void;
}

/** The servers' logs go to a file: reading it from a pipe would take the load generator's time. */
function openOutputFile(): OutputFile {
  const folder = mkdtempSync(join(tmpdir(), 'frappe-graphql-bench-'));
  const file = join(folder, 'output.log');
  const descriptor = openSync(file, 'a');
  return {
    descriptor,
    tail: () => readFileSync(file, 'utf8').slice(-4000),
    remove: () => {
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
    },
  };
}

async function waitUntilReady(child: ChildProcess, port: number, options: ProcessOptions): Promise<void> {
  const isReady = options.isReady ?? takesConnections;
  const deadline = Date.now() + (options.startTimeout ?? 15_000);
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await isReady(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it was not ready in time');
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function askUsage(child: ChildProcess): Promise<Usage> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('The server has ended.');
  const gone = new AbortController();
  const onExit = () => gone.abort(new Error('The server has ended.'));
  child.once('exit', onExit);
  const answer = once(child, 'message', { signal: gone.signal }).finally(() => child.off('exit', onExit));
  child.send('usage');
  const [usage] = await answer;
  return usage as Usage;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
