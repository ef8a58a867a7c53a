import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What answers at a raw site's address. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** An HTTP server that answers as a test wants it: for answers that no Frappe gives. */
export interface RawSite extends AsyncDisposable {
  url: string;
  /** Requests that came in. */
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[];
  /** Connections whose other side went away before they were answered. */
  aborted: number;
}

export async function startRawSite(handle: RawHandler): Promise<RawSite> {
  const requests: RawSite['requests'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    response.on('close', () => {
      if (!response.writableEnded) site.aborted += 1;
    });
    handle(request, response, requests.length);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const site: RawSite = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    aborted: 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}
