/** How long operations are begun before others get their turn, ms. */
const TURN_MS = 10;

/** Requests up to this many bytes are short: many of them fit into one turn. */
const SHORT_BYTES = 4_096;

/** Bytes of short requests that are begun in one turn out of those that wait. */
const TURN_BYTES = 16_384;

/** Turns in a row that short requests can have while a long one waits. */
const MAX_SHORT_TURNS = 4;

interface Waiting {
  readonly bytes: number;
  readonly resume: () => void;
}

/**
 * Divides the process's time among requests. Work that needs no waiting, such as parsing and planning, is done in
 * turns, between which the process reads from its connections: however much of it one caller sends at once, a light
 * query waits for little of it.
 */
export class WorkTurns {
  readonly #short: Waiting[] = [];
  readonly #long: Waiting[] = [];
  /** When the first work of this turn began; null while there was none. */
  #began: number | null = null;
  #hasLong = false;
  #isScheduled = false;
  #shortTurns = 0;

  /** Waits until there is time for a request of some bytes; that is at once where little is to be done. */
  async take(bytes: number): Promise<void> {
    if (this.#mayBegin(bytes)) return this.#schedule();
    const { promise, resolve } = Promise.withResolvers<void>();
    (bytes > SHORT_BYTES ? this.#long : this.#short).push({ bytes, resume: resolve });
    this.#schedule();
    return promise;
  }

  #mayBegin(bytes: number): boolean {
    const now = performance.now();
    const isLong = bytes > SHORT_BYTES;
    if (isLong) {
      if (this.#hasLong || this.#began !== null || this.#long.length > 0) return false;
      this.#hasLong = true;
      return true;
    }
    if (this.#short.length > 0 || now - (this.#began ?? now) > TURN_MS) return false;
    this.#began ??= now;
    return true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#isScheduled = false;
    this.#began = null;
    this.#hasLong = false;
    const hasShort = this.#short.length > 0 && (this.#long.length === 0 || this.#shortTurns < MAX_SHORT_TURNS);
    if (hasShort) {
      this.#shortTurns += 1;
      let bytes = 0;
      while (this.#short.length > 0 && bytes < TURN_BYTES) {
        const next = this.#short.shift();
        bytes += next?.bytes ?? 0;
        next?.resume();
      }
    } else {
      this.#shortTurns = 0;
      const next = this.#long.shift();
      this.#hasLong = next !== undefined;
      next?.resume();
    }
    if (this.#hasLong || this.#short.length + this.#long.length > 0) this.#schedule();
  }
}
