import type { StreamHold } from './stream-memory.ts';

/** About the bytes of a document that is remembered, without its key. */
const ENTRY_BYTES = 100;

/** A showing of a document. */
interface Showing {
  readonly key: string;
  /** Which showing of the stream it was, counted from 1. */
  readonly number: number;
}

/**
 * The documents that a stream has shown and not taken back. It is bounded: of a stream that shows more, or more than
 * there is memory for, the oldest are forgotten.
 *
 * Subscribers who share a stream came at different times. Each remembers the number of showings at that time, so
 * that one memory answers for all of them.
 */
export class ShownNames {
  readonly #max: number;
  readonly #maxLatest: number;
  readonly #hold: Pick<StreamHold, 'trySet'>;
  /** By key, the number of the last showing. Maps keep the order of insertion. */
  readonly #shown = new Map<string, number>();
  /** The last of them, oldest first. */
  #latest: Showing[] = [];
  #count = 0;
  #bytes = 0;

  /**
   * @param maxLatest of how many the latest are asked for. So many are remembered in any case.
   * @param hold counts the memory.
   */
  constructor(max: number, maxLatest: number, hold: Pick<StreamHold, 'trySet'>) {
    this.#max = max;
    this.#maxLatest = maxLatest;
    this.#hold = hold;
  }

  /** How many showings there were. */
  get count(): number {
    return this.#count;
  }

  show(key: string): void {
    this.forget(key);
    this.#count += 1;
    this.#shown.set(key, this.#count);
    this.#bytes += bytesOf(key);
    this.#latest.push({ key, number: this.#count });
    if (this.#latest.length > this.#maxLatest) this.#latest.shift();
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= this.#max && this.#hasRoom()) return;
      this.#drop(oldest);
    }
  }

  forget(key: string): void {
    if (!this.#drop(key)) return;
    this.#latest = this.#latest.filter((showing) => showing.key !== key);
    this.#hold.trySet(this.#bytes);
  }

  #hasRoom(): boolean {
    return this.#hold.trySet(this.#bytes) || this.#shown.size <= this.#maxLatest;
  }

  #drop(key: string): boolean {
    if (!this.#shown.delete(key)) return false;
    this.#bytes -= bytesOf(key);
    return true;
  }

  /** Whether anybody was shown it. */
  has(key: string): boolean {
    return this.#shown.has(key);
  }

  /** Whether a subscriber who joined after showing number `since` has seen it. */
  wasShown(key: string, since: number): boolean {
    return (this.#shown.get(key) ?? 0) > since;
  }

  /** How many of the latest showings a subscriber has seen. Equal numbers mean equal showings. */
  countLatest(since: number): number {
    const [oldest] = this.#latest;
    if (oldest === undefined || oldest.number > since) return this.#latest.length;
    const first = this.#latest.findIndex(({ number }) => number > since);
    return first === -1 ? 0 : this.#latest.length - first;
  }

  /** The last of what was shown, the latest first. */
  latest(count: number): string[] {
    return count === 0
      ? []
      : this.#latest
          .slice(-count)
          .map(({ key }) => key)
          .reverse();
  }
}

function bytesOf(key: string): number {
  return ENTRY_BYTES + 2 * key.length;
}
