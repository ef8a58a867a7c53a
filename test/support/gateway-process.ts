import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DemoSite } from '../../demo/demo-site.ts';
import { CHILD_ENV } from './child-env.ts';
import { freePort } from './free-port.ts';
import type { ProcessReport } from './process-probe.ts';
import { MAIN } from './program.ts';
import { gatewayEnv } from './start-gateway.ts';

const PROBE = join(import.meta.dirname, 'process-probe.ts');

/** A gateway in a process of its own, that can be killed and started again. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it, at the same address as before, and waits until it is ready. */
  start(): Promise<void>;
  /** Of one that was started with a probe: how it did since it was asked last. */
  report(): Promise<ProcessReport>;
}

/** How a process is started. */
export interface ProcessOptions {
  /** Options of Node, such as `--max-old-space-size=128`. */
  nodeArgs?: readonly string[];
  /** Whether it reports of itself. */
  isProbed?: boolean;
}

/** Starts one on a free port. */
export async function startGatewayProcess(
  site: DemoSite,
  env: Record<string, string> = {},
  { nodeArgs = [], isProbed = false }: ProcessOptions = {},
): Promise<GatewayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const start = async () => {
    child = spawn(process.execPath, [...nodeArgs, ...(isProbed ? ['--import', PROBE] : []), MAIN], {
      env: { ...CHILD_ENV, ...gatewayEnv(site), ...env, PORT: String(port) },
      stdio: isProbed ? ['ignore', 'ignore', 'inherit', 'ipc'] : 'ignore',
    });
    await waitUntilReady(url, child);
  };
  const report = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) throw new Error('The gateway ended.');
    const told = once(child, 'message');
    child.send('report');
    return (await told)[0] as ProcessReport;
  };
  await start();
  return { url, kill, start, report, [Symbol.asyncDispose]: kill };
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
