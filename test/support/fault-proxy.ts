import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A way in which a site, or what is in front of it, is broken. */
export interface SiteFault {
  /** Whether nobody listens at its address. */
  readonly isRefusing?: boolean;
  /** What happens to a connection at once. */
  readonly onConnect?: (socket: Socket) => void;
  /** What happens once the head of a request has come. */
  readonly onRequest?: (socket: Socket) => void;
}

/** A TCP proxy in front of a site that can break in many ways, and be whole again. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** The first lines of the requests that met a fault. */
  readonly met: string[];
  /** Breaks every connection, and further ones in this way; null makes the site whole again. */
  setFault(fault: SiteFault | null): Promise<void>;
  /** Connections that met a fault and are open on the other side. */
  faulty(): number;
}

/** Opens one on a free port of loopback. */
export async function startFaultProxy(site: { readonly url: string }): Promise<FaultProxy> {
  const target = new URL(site.url);
  const open = new Set<Socket>();
  const faulty = new Set<Socket>();
  const met: string[] = [];
  let fault: SiteFault | null = null;
  const take = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      faulty.delete(socket);
    });
    if (fault === null) return passOn(socket, target);
    faulty.add(socket);
    // Without a reader, the other side's closing is not noticed.
    socket.resume();
    fault.onConnect?.(socket);
    meetRequests(socket, fault, met);
  };
  let server = await listenOn(0, take);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    met,
    faulty: () => faulty.size,
    setFault: async (next) => {
      if (fault?.isRefusing) server = await listenOn(port, take);
      fault = next;
      met.length = 0;
      for (const socket of open) socket.destroy();
      if (next?.isRefusing) await closed(server);
      // The other side notices that its kept-alive connections are closed.
      await delay(20);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      if (server.listening) await closed(server);
    },
  };
}

function passOn(socket: Socket, { hostname, port }: URL): void {
  const upstream = connect(Number(port), hostname);
  upstream.on('error', () => socket.destroy());
  socket.once('close', () => upstream.destroy());
  upstream.once('close', () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
}

function meetRequests(socket: Socket, fault: SiteFault, met: string[]): void {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    met.push(text.slice(0, text.indexOf('\r\n')));
    text = '';
    fault.onRequest?.(socket);
  });
}

async function listenOn(port: number, take: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: false }, take);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
