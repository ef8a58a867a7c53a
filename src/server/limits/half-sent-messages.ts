import type { Socket } from 'node:net';

/** Ms between two counts. */
const COUNT_MS = 1_000;

interface Sender {
  readonly socket: Pick<Socket, 'bytesRead' | 'destroy'>;
  /** The bytes that the socket had read when its last message was complete. */
  wholeAt: number;
}

/**
 * Bounds what all sockets together have sent of messages that are not whole yet: each may be within its own limit, and
 * thousands of them fill the memory all the same. The longest ones go first.
 */
export class HalfSentMessages {
  readonly #maxBytes: number;
  readonly #senders = new Set<Sender>();
  readonly #timer: NodeJS.Timeout;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#timer = setInterval(() => this.#count(), COUNT_MS).unref();
  }

  /** Watches a socket. */
  watch(socket: Sender['socket']): { isWhole(): void; stop(): void } {
    const sender = { socket, wholeAt: socket.bytesRead };
    this.#senders.add(sender);
    return {
      isWhole: () => {
        sender.wholeAt = socket.bytesRead;
      },
      stop: () => void this.#senders.delete(sender),
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #count(): void {
    let sum = 0;
    const halves = [...this.#senders].map((sender) => ({ sender, bytes: sender.socket.bytesRead - sender.wholeAt }));
    for (const { sender, bytes } of halves.sort((a, b) => a.bytes - b.bytes)) {
      sum += bytes;
      if (sum > this.#maxBytes) sender.socket.destroy();
    }
  }
}
