import type { WebSocket } from 'ws';
import { TOO_SLOW } from './event-stream.ts';

/** The close code for clients that can reconnect at once, and continue from their position. */
export const TRY_AGAIN_LATER = 1013;

/**
 * Sends to one socket. A client for which too many bytes wait gets no further message and is closed, with the reason.
 * One message may be longer than that: it says nothing about its reader.
 */
export class SocketSender {
  readonly #socket: WebSocket;
  readonly #maxBytes: number;

  constructor(socket: WebSocket, maxBytes: number) {
    this.#socket = socket;
    this.#maxBytes = maxBytes;
  }

  /** Never throws; what a closed socket is sent is dropped. */
  send(text: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > this.#maxBytes) socket.close(TRY_AGAIN_LATER, TOO_SLOW);
    else socket.send(text);
  }
}
