import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give out by themselves, so that no connection takes one before it is listened to. */
const FIRST = 20_000;
/** Of each worker, so that no two of them take the same one. */
const COUNT = 2_000;
const WORKERS = 6;

/** A port of 127.0.0.1 that is free, for a server that has to be told one. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  const port = FIRST + worker * COUNT + Math.floor(Math.random() * COUNT);
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
