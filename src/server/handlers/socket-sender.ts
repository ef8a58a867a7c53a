import type { WebSocket } from 'ws';
import { TOO_SLOW } from './event-stream.ts';

/** The close code for clients that can reconnect at once, and continue from their position. */
export const TRY_AGAIN_LATER = 1013;

/**
 * Sends to one socket. The bytes that wait for a slow client are bounded; beyond that it is closed, with the reason.
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
    if (socket.bufferedAmount + text.length > this.#maxBytes) socket.close(TRY_AGAIN_LATER, TOO_SLOW);
    else socket.send(text);
  }
}
