import { setImmediate as nextTurn } from 'node:timers/promises';

/** The longest that one piece of work may hold others up, in ms. */
const SLICE_MS = 8;

let last: Promise<void> = Promise.resolve();

/** Waits for a turn of the event loop of its own: of several that wait, one goes on each turn, and others come between. */
export function ownTurn(): Promise<void> {
  last = last.then(() => nextTurn());
  return last;
}

/** Long work that lets others in from time to time. */
export class LongWork {
  #since = performance.now();

  /** Whether it is time to let others in, by `rest`. */
  get isDue(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  async rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
