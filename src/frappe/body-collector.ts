import { BytePieces } from '../byte-pieces.ts';
import { GatewayError } from '../errors.ts';
import type { ResponseMemory } from './response-memory.ts';

/** The limits of bodies while they are read. */
export interface BodyLimits {
  /** Bytes of one body. */
  readonly maxBytes: number;
  readonly memory: ResponseMemory;
}

/** A body that was read, and what gives its memory back. */
export interface HeldBody {
  readonly bytes: Buffer;
  readonly release: () => void;
}

/** Bytes of a body that need no reservation: small answers never wait for, and never fail because of, large ones. */
const FREE_BYTES = 64 * 1024;

/**
 * Collects the pieces of a body. Its memory is reserved as it comes, or at once if its length is announced; it is held
 * until it is released, so that whoever parses it has the room.
 *
 * Its methods throw GatewayError: `UPSTREAM_CONTRACT` for a longer body, `OVERLOADED` if there is no memory for it.
 */
export class BodyCollector {
  readonly #limits: BodyLimits;
  readonly #pieces = new BytePieces();
  #held = 0;

  /** @param announced the `content-length` of the answer, if it has one. */
  constructor(limits: BodyLimits, announced: unknown) {
    this.#limits = limits;
    this.#hold(Number(announced) || 0);
  }

  add(chunk: Buffer): void {
    this.#hold(this.#pieces.size + chunk.length);
    this.#pieces.add(chunk);
  }

  finish(): HeldBody {
    return { bytes: this.#pieces.join(), release: () => this.release() };
  }

  release(): void {
    if (this.#held === 0) return;
    this.#limits.memory.release(this.#held);
    this.#held = 0;
  }

  #hold(size: number): void {
    const { maxBytes, memory } = this.#limits;
    if (size > maxBytes) throw tooLong(maxBytes);
    const missing = size - FREE_BYTES - this.#held;
    if (missing <= 0) return;
    memory.reserve(missing);
    this.#held += missing;
  }
}

function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', `The site's answer is longer than ${maxBytes} bytes.`);
}
