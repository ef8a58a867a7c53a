import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type SubscribePayload } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { Delivery } from '../context/delivery.ts';
import { HalfSentMessages } from '../limits/half-sent-messages.ts';
import type { JsonLimits } from '../limits/json-limits.ts';
import { SocketInbox } from '../limits/socket-inbox.ts';
import type { WorkTurns } from '../limits/work-turns.ts';
import type { RequestLog } from '../operation/request-log.ts';
import { NO_SNIFFING } from '../rules/request-head.ts';
import type { CredentialCheck } from '../site/credential-check.ts';
import type { OperationResults } from '../stream/shared-stream.ts';
import { OpenCount, type StreamLimit } from '../stream/stream-limits.ts';
import { SocketProtocol, SocketRefusal } from './socket-protocol.ts';
import { SocketSender, TRY_AGAIN_LATER } from './socket-sender.ts';

/** The GraphQL handler for sockets, by the protocol of graphql-ws. */
export interface WebSocketHandler {
  /** Takes over a connection that asks for a socket. */
  readonly upgrade: (upgrade: Upgrade) => void;
  /** How many sockets are open. */
  readonly open: () => number;
  /** Closes all sockets with 1001, so that their clients come back elsewhere and go on. */
  readonly close: () => Promise<void>;
}

/** A connection that asks for a socket. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** Called once its client has said who it is. */
  readonly onReady: () => void;
}

/** The dependencies of the handler. */
export interface WebSocketHandlerOptions {
  /** @throws GatewayError for a credential that cannot be one, or that does not come from where it may. */
  readonly readCaller: (handshake: Handshake) => Promise<CallerContext>;
  readonly isCredentialTaken: CredentialCheck;
  /** Runs an operation through all that those of HTTP go through. */
  readonly run: (operation: SocketOperation) => Promise<OperationResults>;
  readonly maskError: (error: unknown) => Error;
  readonly log: RequestLog;
  readonly limits: WebSocketLimits;
}

/** An operation as it came over a socket. */
export interface SocketOperation {
  readonly request: IncomingMessage;
  readonly caller: CallerContext;
  readonly delivery: Delivery;
  readonly payload: SubscribePayload;
}

/** The caller and the payload of a connection. */
export interface Handshake {
  readonly request: IncomingMessage;
  /** The payload of `connection_init`. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Bounds of the sockets. */
export interface WebSocketLimits {
  readonly sockets: StreamLimit;
  /** Bytes of a message of a client, and how its JSON is bounded. */
  readonly messageBytes: number;
  readonly json: JsonLimits;
  readonly turns: WorkTurns;
  /** Operations that one socket may have under way. */
  readonly operations: number;
  /** Bytes that may wait for a client that reads too slowly. */
  readonly maxBytes: number;
  readonly pingSeconds: number;
  readonly initSeconds: number;
}

/** Messages of the largest size that a process holds while they are not whole. */
const HALF_SENT_MESSAGES = 64;

const SUBPROTOCOL = 'graphql-transport-ws';
const GOING_AWAY = 1001;
const CLOSING_MS = 1_000;

/** Creates the handler. */
export function createWebSocketHandler(options: WebSocketHandlerOptions): WebSocketHandler {
  const { limits } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, handleProtocols });
  const connections = new OpenCount(limits.sockets, 'connections');
  const halfSent = new HalfSentMessages(HALF_SENT_MESSAGES * limits.messageBytes);
  // A refusal by ws itself would be an HTML page.
  sockets.on('wsClientError', (_error, socket) => refuseUpgrade(socket, 400));
  return {
    upgrade: ({ request, socket, head, onReady }) => {
      if (sockets.clients.size >= limits.sockets.total) return refuseUpgrade(socket, 503);
      sockets.handleUpgrade(request, socket, head, (opened) => {
        if (opened.protocol === SUBPROTOCOL) {
          openConnection(options, { connections, halfSent }, opened, { request, onReady });
        } else {
          opened.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
          endSoon(opened);
        }
      });
    },
    open: () => sockets.clients.size,
    close: async () => {
      const open = [...sockets.clients];
      const closed = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
      for (const socket of open) socket.close(GOING_AWAY, 'Going away');
      const timer = setTimeout(() => open.map((socket) => socket.terminate()), CLOSING_MS);
      await closed;
      clearTimeout(timer);
      halfSent.close();
    },
  };
}

/** The state that all sockets share. */
interface Counts {
  readonly connections: OpenCount;
  readonly halfSent: HalfSentMessages;
}

const REFUSALS = {
  400: 'Bad Request',
  404: 'Not Found',
  421: 'Misdirected Request',
  501: 'Not Implemented',
  503: 'Service Unavailable',
} as const;

/** Answers a connection that is not taken over. */
export function refuseUpgrade(socket: Duplex, status: keyof typeof REFUSALS): void {
  // Its client may never close its own side.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${REFUSALS[status]}\r\nConnection: close\r\n${NO_SNIFFING.join(': ')}\r\nContent-Length: 0\r\n\r\n`,
  );
}

function openConnection(
  options: WebSocketHandlerOptions,
  { connections, halfSent }: Counts,
  socket: WebSocket,
  { request, onReady }: Pick<Upgrade, 'request' | 'onReady'>,
): void {
  const { log, limits, maskError } = options;
  const sender = new SocketSender(socket, limits.maxBytes);
  let caller: CallerContext | null = null;
  let release: () => void = () => undefined;
  const protocol = new SocketProtocol({
    send: (text) => sender.send(text),
    close: (code, reason) => socket.close(code, reason),
    connect: async (params) => {
      caller = await takeIn(options, { request, params });
      release = countIn(connections, caller);
      onReady();
      if (socket.readyState !== socket.OPEN) release();
    },
    run: async (payload, delivery, signal) => {
      if (caller === null) throw new Error('The socket has not been initialised.');
      return options.run({ request, caller: { ...caller, signal }, delivery, payload });
    },
    isGuest: () => caller?.token.isGuest ?? true,
    onFailure: (errors) => log.current()?.setResult({ errors }),
    maskError,
    json: limits.json,
    maxOperations: limits.operations,
  });
  const half = halfSent.watch(request.socket);
  const inbox = new SocketInbox(socket, limits.turns, (message) => {
    void log.follow(request, () => protocol.take(message)).catch(closeFor(socket, maskError));
  });
  const initTimer = setTimeout(() => endUnnamed(socket, protocol), limits.initSeconds * 1000);
  const stopPings = keepAlive(socket, limits.pingSeconds * 1000);
  socket.on('message', (data) => {
    half.isWhole();
    inbox.push(data as Buffer);
  });
  // An error of a socket closes it, and the closing reports it.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(initTimer);
    stopPings();
    half.stop();
    inbox.close();
    protocol.closed();
    release();
  });
}

/** Closes a socket whose client has not said in time who it is. */
function endUnnamed(socket: WebSocket, protocol: SocketProtocol): void {
  protocol.timeOut();
  if (socket.readyState === socket.CLOSING) endSoon(socket);
}

/** Ends a socket whose client has said nothing, and might not answer when it is closed either. */
function endSoon(socket: WebSocket): void {
  setTimeout(() => socket.terminate(), CLOSING_MS).unref();
}

/** Closes a socket for an error that is the gateway's own, which is logged. */
function closeFor(socket: WebSocket, maskError: (error: unknown) => Error): (error: unknown) => void {
  return (error) => {
    maskError(error);
    socket.close(CloseCode.InternalServerError, 'Internal error');
  };
}

/** @throws SocketRefusal */
async function takeIn(
  { readCaller, isCredentialTaken }: WebSocketHandlerOptions,
  handshake: Handshake,
): Promise<CallerContext> {
  const caller = await readCaller(handshake).catch((error: unknown) => {
    throw error instanceof GatewayError ? toRefusal(error) : error;
  });
  if (await isCredentialTaken(caller)) return caller;
  throw new SocketRefusal(CloseCode.Forbidden, 'The credential is not accepted.');
}

/** @throws SocketRefusal */
function countIn(connections: OpenCount, caller: CallerContext): () => void {
  try {
    return connections.open(laneOf(caller));
  } catch (error) {
    throw error instanceof GatewayError ? toRefusal(error) : error;
  }
}

/** With which code a connection is refused; with `Forbidden` where nothing else is said. */
const CLOSE_CODES: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_USER_INPUT: CloseCode.BadRequest,
  OVERLOADED: TRY_AGAIN_LATER,
  RATE_LIMITED: TRY_AGAIN_LATER,
};

function toRefusal({ code, message }: GatewayError): SocketRefusal {
  return new SocketRefusal(CLOSE_CODES[code] ?? CloseCode.Forbidden, message);
}

/** Pings a socket, and ends one that does not answer until the next ping. */
function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}
