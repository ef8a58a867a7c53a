import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A running demo. */
interface RunningDemo extends Disposable {
  /** The address of GraphiQL. */
  readonly url: string;
}

/** Starts the demo with the page as it was built, and waits until it takes requests. */
export async function startDemo(ports: { readonly gateway: number; readonly site: number }): Promise<RunningDemo> {
  const given = ['--port', String(ports.gateway), '--site-port', String(ports.site)];
  const demo = spawn(process.execPath, ['src/cli.ts', 'demo', ...given], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo.once('exit', (code) => code && process.exit(code));
  let text = '';
  while (!text.includes('Ctrl+C')) text += String(((await once(demo.stdout, 'data')) as [Buffer])[0]);
  return { url: `http://127.0.0.1:${ports.gateway}/graphql`, [Symbol.dispose]: () => void demo.kill() };
}
