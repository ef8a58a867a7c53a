import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for the response to the one before them. */
const MAX_WAITING = 32;

/**
 * Handles the requests of a connection one after the other, because their responses are sent in this order. A client
 * can send thousands of them in one piece, and Node hands out all of them at once.
 */
export function inOrder(handle: RequestListener): RequestListener {
  const connections = new WeakMap<Socket, (() => void)[]>();
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
