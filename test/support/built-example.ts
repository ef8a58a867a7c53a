import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';

/** An example's page, built and served with its own proxy to a gateway. */
export interface BuiltExample extends AsyncDisposable {
  readonly url: string;
}

/** Builds an example as its users would, and serves it on loopback. */
export async function serveExample(name: string, gatewayUrl: string): Promise<BuiltExample> {
  const root = join(import.meta.dirname, '../../examples', name);
  const outDir = await mkdtemp(join(tmpdir(), `example-${name}-`));
  process.env.GATEWAY_URL = gatewayUrl;
  try {
    const common = { root, logLevel: 'error', build: { outDir, emptyOutDir: true } } as const;
    await build(common);
    const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0 } });
    return {
      url: `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: async () => {
        await server.close();
        await rm(outDir, { recursive: true });
      },
    };
  } finally {
    delete process.env.GATEWAY_URL;
  }
}
