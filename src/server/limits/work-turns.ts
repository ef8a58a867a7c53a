/** How long operations are begun before others get their turn, ms. */
const TURN_MS = 10;

/** The classes of requests by bytes, because work grows with them. The last class takes all longer ones. */
const CLASSES = [512, 4_096] as const;
const LAST_CLASS = CLASSES.length;

/** Bytes of waiting requests that are begun in one turn. */
const TURN_BYTES = 8_192;

/** After this many turns of shorter requests, a longer one has its turn. */
const PATIENCE = 4;

interface Waiting {
  readonly bytes: number;
  readonly resume: () => void;
}

/**
 * Divides the process's time among requests. Work that needs no waiting, such as parsing and planning, is done in
 * turns, between which the process reads from its connections. Short requests go first, so that a light query waits for
 * little of what somebody else sends at once.
 */
export class WorkTurns {
  /** The waiting work, by class. */
  readonly #waiting: readonly Waiting[][] = [...CLASSES, null].map(() => []);
  /** When the first work of this turn began; null while there was none. */
  #began: number | null = null;
  #hasLong = false;
  #isScheduled = false;
  #turns = 0;

  /** Waits until there is time for a request of some bytes; that is at once where little is to be done. */
  async take(bytes: number): Promise<void> {
    return this.#mayBegin(bytes) ? this.#schedule() : this.#wait(bytes);
  }

  #wait(bytes: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting[classOf(bytes)]?.push({ bytes, resume: resolve });
    this.#schedule();
    return promise;
  }

  #mayBegin(bytes: number): boolean {
    const own = classOf(bytes);
    if (this.#waiting.slice(0, own + 1).some((queue) => queue.length > 0)) return false;
    const now = performance.now();
    if (own === LAST_CLASS) {
      if (this.#hasLong || this.#began !== null) return false;
      this.#hasLong = true;
      return true;
    }
    if (now - (this.#began ?? now) > TURN_MS) return false;
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
    this.#turns += 1;
    const isForLong = this.#turns % PATIENCE === 0;
    const queues = isForLong ? this.#waiting.toReversed() : this.#waiting;
    const queue = queues.find(({ length }) => length > 0);
    this.#hasLong = queue !== undefined && queue === this.#waiting[LAST_CLASS];
    let bytes = 0;
    for (let next = queue?.shift(); next !== undefined; next = bytes < TURN_BYTES ? queue?.shift() : undefined) {
      bytes += next.bytes;
      next.resume();
    }
    if (queue !== undefined) this.#schedule();
  }
}

function classOf(bytes: number): number {
  const index = CLASSES.findIndex((most) => bytes <= most);
  return index === -1 ? LAST_CLASS : index;
}
