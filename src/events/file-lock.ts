import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Keeps other processes of this machine from a file: a socket is listened to whose name is made of the file's. It goes
 * with its process, however that ends, and no number of a process can be taken for another's.
 *
 * @returns what lets go of the file.
 * @throws Error where another process has it.
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(resolve(file)).digest('hex').slice(0, 24);
  const path = join(tmpdir(), `frappe-graphql-${name}.sock`);
  const server = await listen(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (await isAnswered(path)) {
      throw new Error(`${file} is used by another process; with REDIS_URL several processes share their events.`);
    }
    // Left behind by a process that was killed.
    await unlink(path);
    return listen(path);
  });
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(path).unref();
  await once(server, 'listening');
  return server;
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(path, () => {
      socket.destroy();
      answer(true);
    });
    socket.on('error', () => answer(false));
  });
}
