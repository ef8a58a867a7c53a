/**
 * The documents that a stream has shown and not taken back, the latest last. It is bounded: of a stream that shows more,
 * the oldest are forgotten.
 *
 * Subscribers who share a stream came at different times. Each remembers how many showings there were when he came, so
 * that one memory answers for all of them.
 */
export class ShownNames {
  readonly #max: number;
  /** By key, the number of the last showing. Maps keep the order of insertion. */
  readonly #shown = new Map<string, number>();
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** How many showings there were. */
  get count(): number {
    return this.#count;
  }

  show(key: string): void {
    this.#count += 1;
    this.#shown.delete(key);
    this.#shown.set(key, this.#count);
    if (this.#shown.size <= this.#max) return;
    const [oldest] = this.#shown.keys();
    if (oldest !== undefined) this.#shown.delete(oldest);
  }

  forget(key: string): void {
    this.#shown.delete(key);
  }

  /** Whether anybody was shown it. */
  has(key: string): boolean {
    return this.#shown.has(key);
  }

  /** Whether somebody was shown it who came when there had been `since` showings. */
  wasShown(key: string, since: number): boolean {
    return (this.#shown.get(key) ?? 0) > since;
  }

  /** What somebody was shown, the latest first, up to a number. */
  latest(since: number, max: number): string[] {
    const keys: string[] = [];
    for (const [key, number] of [...this.#shown].reverse()) {
      if (number <= since || keys.length >= max) break;
      keys.push(key);
    }
    return keys;
  }
}
