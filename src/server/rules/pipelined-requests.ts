import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Requests of one connection that may wait for the response to the one before them. */
const MAX_WAITING = 32;

/** The requests that wait, by the connections that have an answer under way. */
const connections = new WeakMap<Duplex, (() => void)[]>();

/** Whether a request of a connection has not been answered yet. */
export function isAnswering(socket: Duplex): boolean {
  return connections.has(socket);
}

/**
 * Handles the requests of a connection one after the other, because their responses are sent in this order. A client
 * can send thousands of them in one piece, and Node hands out all of them at once.
 */
export function inOrder(handle: RequestListener): RequestListener {
  const begin = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    response.once('close', () => {
      const next = connections.get(socket)?.shift();
      if (next !== undefined && !socket.destroyed) next();
      else connections.delete(socket);
    });
    handle(request, response);
  };
  return (request, response) => {
    const { socket } = request;
    const waiting = connections.get(socket);
    if (waiting === undefined) {
      connections.set(socket, []);
      begin(request, response);
    } else if (waiting.length < MAX_WAITING) waiting.push(() => begin(request, response));
    else socket.destroy();
  };
}
