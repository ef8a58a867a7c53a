import { GatewayError } from '../../errors.ts';

/** The most of something that there may be at once: of all callers, and of one. */
export interface StreamLimit {
  readonly total: number;
  readonly perCaller: number;
}

/** Counts what callers hold open. */
export class OpenCount {
  readonly #limit: StreamLimit;
  readonly #what: string;
  readonly #byCaller = new Map<string, number>();
  #total = 0;

  /** @param what is counted, for the message. */
  constructor(limit: StreamLimit, what: string) {
    this.#limit = limit;
    this.#what = what;
  }

  /** How many are open. */
  get total(): number {
    return this.#total;
  }

  /**
   * Counts one more.
   *
   * @returns gives it back, once.
   * @throws GatewayError `RATE_LIMITED` if it is too many.
   */
  open(caller: string): () => void {
    const own = this.#byCaller.get(caller) ?? 0;
    if (own >= this.#limit.perCaller) throw this.#tooMany(`${this.#limit.perCaller} for one caller`);
    if (this.#total >= this.#limit.total) throw this.#tooMany(`${this.#limit.total} in all`);
    this.#byCaller.set(caller, own + 1);
    this.#total += 1;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#total -= 1;
      const left = (this.#byCaller.get(caller) ?? 1) - 1;
      if (left === 0) this.#byCaller.delete(caller);
      else this.#byCaller.set(caller, left);
    };
  }

  #tooMany(most: string): GatewayError {
    return new GatewayError('RATE_LIMITED', `Too many ${this.#what} are open: there may be ${most}.`);
  }
}
