import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf } from '../../frappe/network-of.ts';
import type { IsTrustedProxy } from '../../trusted-proxies.ts';
import { plainAddress } from '../caller/client-address.ts';

/** Bounds of what clients connect and send, before anything is done for them. */
export interface ConnectionLimits {
  /** For the headers of a request, from its first byte or from the connection. */
  readonly headersSeconds: number;
  /** Between two pieces of a body. */
  readonly bodyPauseSeconds: number;
  /** For a request as a whole. */
  readonly requestSeconds: number;
  /** Between two requests of one connection. */
  readonly keepAliveSeconds: number;
  /** Without a byte in either direction, while a request is under way. */
  readonly idleSeconds: number;
  readonly maxConnections: number;
  /** Connections of one IPv4 address, or one IPv6 network, that have not sent a whole request. */
  readonly maxWaitingPerAddress: number;
}

/** Watches over the connections of a server. */
export interface ConnectionWatch {
  /** A socket has sent its request, and other limits apply from now on. */
  readonly settle: (socket: Duplex) => void;
}

const CHECK_MS = 1_000;

/** The limits that Node keeps itself. */
export function toServerOptions({ headersSeconds, requestSeconds, keepAliveSeconds }: ConnectionLimits): ServerOptions {
  return {
    headersTimeout: Math.min(headersSeconds, requestSeconds) * 1000,
    requestTimeout: requestSeconds * 1000,
    keepAliveTimeout: keepAliveSeconds * 1000,
    connectionsCheckingInterval: CHECK_MS,
  };
}

/** Keeps the limits that Node does not keep. Proxies that the operator trusts may have any number of connections. */
export function watchConnections(server: Server, limits: ConnectionLimits, isTrusted: IsTrustedProxy): ConnectionWatch {
  const waiting = new WaitingConnections(limits.maxWaitingPerAddress, isTrusted);
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.idleSeconds * 1000;
  server.on('connection', (socket: Socket) => {
    waiting.add(socket);
    socket.once('close', () => waiting.remove(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    response.once('finish', () => waiting.add(socket));
    if (!hasBody(request)) return waiting.remove(socket);
    limitPauses(request, response, limits.bodyPauseSeconds * 1000);
    request.once('end', () => {
      waiting.remove(socket);
      socket.setTimeout(server.timeout);
    });
  });
  return { settle: (socket) => waiting.remove(socket as Socket) };
}

/** Ends a request whose body does not go on. Bytes that wait here to be read do not count as a pause of the sender. */
function limitPauses(request: IncomingMessage, response: ServerResponse, pauseMs: number): void {
  const { socket } = request;
  socket.setTimeout(pauseMs);
  const onTimeout = () => {
    const isOurs = request.readableLength > 0 || (request.complete && !request.readableEnded);
    if (isOurs) socket.setTimeout(pauseMs);
    else socket.destroy();
  };
  // Node asks the request while its body is not whole, and the response in any case.
  request.on('timeout', onTimeout);
  response.on('timeout', onTimeout);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Connections from which a whole request is still to come, by network. The oldest give way to newer ones. */
class WaitingConnections {
  readonly #max: number;
  readonly #isTrusted: IsTrustedProxy;
  readonly #networks = new WeakMap<Socket, string>();
  readonly #byNetwork = new Map<string, Set<Socket>>();

  constructor(max: number, isTrusted: IsTrustedProxy) {
    this.#max = max;
    this.#isTrusted = isTrusted;
  }

  add(socket: Socket): void {
    // A socket that has ended no longer knows its address.
    const known = this.#networks.get(socket);
    const address = plainAddress(socket.remoteAddress ?? '');
    if (socket.destroyed || (known === undefined && this.#isTrusted(address))) return;
    const network = known ?? networkOf(address);
    this.#networks.set(socket, network);
    const sockets = this.#byNetwork.get(network) ?? new Set();
    this.#byNetwork.set(network, sockets.add(socket));
    const [oldest] = sockets;
    if (sockets.size <= this.#max || oldest === undefined) return;
    sockets.delete(oldest);
    oldest.destroy();
  }

  remove(socket: Socket): void {
    const network = this.#networks.get(socket);
    const sockets = network === undefined ? undefined : this.#byNetwork.get(network);
    if (network === undefined || sockets === undefined) return;
    sockets.delete(socket);
    if (sockets.size === 0) this.#byNetwork.delete(network);
  }
}
