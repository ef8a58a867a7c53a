import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DemoSite } from '../../demo/demo-site.ts';
import { CHILD_ENV } from './child-env.ts';
import { freePort } from './free-port.ts';
import { gatewayEnv } from './start-gateway.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** A gateway in a process of its own, that can be killed and started again. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it, at the same address as before, and waits until it is ready. */
  start(): Promise<void>;
}

/** Starts one on a free port. */
export async function startGatewayProcess(site: DemoSite, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const start = async () => {
    child = spawn(process.execPath, [MAIN], {
      env: { ...CHILD_ENV, ...gatewayEnv(site), ...env, PORT: String(port) },
      stdio: 'ignore',
    });
    await waitUntilReady(url, child);
  };
  await start().catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  return { url, kill, start, [Symbol.asyncDispose]: kill };
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The gateway ended with code ${child.exitCode}.`);
    const isReady = await fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The gateway was not ready in time.');
}
