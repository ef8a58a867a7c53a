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

/** An empty list or object takes as much memory as this many bytes of other JSON, and has only two or three. */
const BYTES_PER_BRACKET = 8;

/**
 * Collects the pieces of a body. Its memory is reserved as it comes, or at once if its length is announced; it is held
 * until it is released, so that whoever parses it has the room.
 *
 * Its methods throw GatewayError: `UPSTREAM_CONTRACT` for a longer body, `OVERLOADED` if there is no memory for it.
 */
export class BodyCollector {
  readonly #limits: BodyLimits;
  readonly #pieces = new BytePieces();
  #brackets = 0;
  #held = 0;

  /** @param announced the `content-length` of the answer, if it has one. */
  constructor(limits: BodyLimits, announced: unknown) {
    this.#limits = limits;
    this.#hold(Number(announced) || 0);
  }

  add(chunk: Buffer): void {
    this.#hold(this.#pieces.size + chunk.length);
    this.#pieces.add(chunk);
    this.#brackets += countBrackets(chunk);
    this.#reserve(this.#brackets * BYTES_PER_BRACKET);
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
    const { maxBytes } = this.#limits;
    if (size > maxBytes) throw tooLong(maxBytes);
    this.#reserve(size);
  }

  #reserve(size: number): void {
    const missing = size - FREE_BYTES - this.#held;
    if (missing <= 0) return;
    this.#limits.memory.reserve(missing);
    this.#held += missing;
  }
}

function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', `The site's answer is longer than ${maxBytes} bytes.`);
}

const BRACKET = 0x5b;
const BRACE = 0x7b;

/** One byte of about 32 is looked at, at changing distances: whatever is repeated is met at different places. */
const LEAST_STEP = 16;
const STEPS = 32;

/** Estimates how many there are. Those in text count too: a body that is full of them is rare. */
function countBrackets(bytes: Buffer): number {
  let count = 0;
  let step = LEAST_STEP;
  for (let at = 0; at < bytes.length; at += step) {
    if (bytes[at] === BRACKET || bytes[at] === BRACE) count += step;
    // Takes all of the steps before it begins again (a linear congruential generator).
    step = LEAST_STEP + ((5 * step + 3) % STEPS);
  }
  return count;
}
