import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give out by themselves, so that no connection takes one before it is listened to. */
const [FIRST, COUNT] = [20_000, 12_000];

/** A port of 127.0.0.1 that is free, for a server that has to be told one. */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
