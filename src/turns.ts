/** The longest that one piece of work may hold others up, in ms. */
const SLICE_MS = 5;

/** The waiting work, by caller; the caller that had the last turn is the last. */
const waiting = new Map<string, (() => void)[]>();
let isRunning = false;
/** When the present turn began; null if none goes on. */
let turnBegan: number | null = null;

/**
 * Waits for a turn of the event loop of its own. Of all work that waits, one piece goes on in each turn, and callers
 * take turns: however much work one of them causes, requests that need little come in between.
 *
 * @param lane the caller for whom the work is done.
 */
export function ownTurn(lane: string): Promise<void> {
  return new Promise((resolve) => {
    const own = waiting.get(lane);
    if (own === undefined) waiting.set(lane, [resolve]);
    else own.push(resolve);
    if (isRunning) return;
    isRunning = true;
    setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  turnBegan = null;
  const [next] = waiting;
  if (next === undefined) {
    isRunning = false;
    return;
  }
  const [lane, own] = next;
  waiting.delete(lane);
  const go = own.shift();
  if (own.length > 0) waiting.set(lane, own);
  // The current work ends before the next turn begins.
  setImmediate(giveTurn);
  turnBegan = performance.now();
  go?.();
}

/** Long work that lets others in from time to time. Several in one turn share its time. */
export class LongWork {
  readonly #lane: string;
  #since = turnBegan ?? performance.now();

  /** @param lane the caller for whom it is done. */
  constructor(lane: string) {
    this.#lane = lane;
  }

  /** Whether it is time to let others in, by `rest`. */
  get isDue(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  async rest(): Promise<void> {
    await ownTurn(this.#lane);
    this.#since = performance.now();
  }
}

/** Work in steps, which gives its result at the end. */
export type Steps<Result> = Generator<void, Result>;

/** Does all steps at once. */
export function doAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Does the steps, and lets others in between. @param lane the caller for whom it is done. */
export async function doInTurns<Result>(steps: Steps<Result>, lane: string): Promise<Result> {
  const work = new LongWork(lane);
  for (;;) {
    if (work.isDue) await work.rest();
    const step = steps.next();
    if (step.done) return step.value;
  }
}
