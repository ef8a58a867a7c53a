import type { WorkTurns } from './work-turns.ts';

/** The part of a socket that an inbox needs. */
export interface PausableSocket {
  pause(): void;
  resume(): void;
}

/**
 * Hands on the messages of one socket, one by one, each in its turn. While messages wait, nothing more is read from the
 * socket, so that a client that sends faster than the gateway works is slowed down by its own connection.
 */
export class SocketInbox {
  readonly #socket: PausableSocket;
  readonly #turns: WorkTurns;
  readonly #handle: (message: Buffer) => void;
  readonly #waiting: Buffer[] = [];
  #isBusy = false;
  #isClosed = false;

  /** @param handle begins the work on a message; what it waits for is not waited for here. */
  constructor(socket: PausableSocket, turns: WorkTurns, handle: (message: Buffer) => void) {
    this.#socket = socket;
    this.#turns = turns;
    this.#handle = handle;
  }

  /** Takes a message in. */
  push(message: Buffer): void {
    this.#waiting.push(message);
    if (!this.#isBusy) void this.#work();
    else if (this.#waiting.length === 1) this.#socket.pause();
  }

  /** Forgets what waits. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) {
      await this.#turns.take(message.length);
      if (!this.#isClosed) this.#handle(message);
    }
    this.#isBusy = false;
    if (!this.#isClosed) this.#socket.resume();
  }
}
