import { addCosts, type Cost, type CostReport, type PlannedWork, times } from './cost.ts';

/** Calls that an operation may make at one place of its selection, at most. */
export interface PlannedCalls extends Cost, PlannedWork {
  /** Rounds follow each other; the calls of one are made at the same time. */
  readonly round: number;
  /** The root field of the response, and the docfields that lead on from it. */
  readonly path: readonly string[];
}

/** Lists the calls that a cost is made of, while it is estimated. */
export class PlannedCallList implements CostReport {
  #calls: PlannedCalls[] = [];
  #round = 1;
  #path: readonly string[] = [];

  /** In the order of rounds. */
  get calls(): readonly PlannedCalls[] {
    return this.#calls.toSorted((one, other) => one.round - other.round);
  }

  note(work: PlannedWork, cost: Cost): void {
    if (cost.calls <= 0 && cost.rows <= 0) return;
    this.#calls.push({ round: this.#round, path: this.#path, ...work, ...cost });
  }

  inTurn(estimates: readonly (() => Cost)[]): Cost {
    const first = this.#round;
    const costs = estimates.map((estimate) => {
      const known = this.#calls.length;
      const cost = estimate();
      const rounds = this.#calls.slice(known).map((calls) => calls.round + (calls.calls > 0 ? 1 : 0));
      this.#round = Math.max(this.#round, ...rounds);
      return cost;
    });
    this.#round = first;
    return addCosts(costs);
  }

  repeat(count: number, estimate: () => Cost): Cost {
    const before = this.#calls;
    this.#calls = [];
    const cost = times(estimate(), count);
    this.#calls = [...before, ...this.#calls.map((calls) => ({ ...calls, ...times(calls, count) }))];
    return cost;
  }

  within(name: string, work: PlannedWork, estimate: () => Cost): Cost {
    const before = this.#calls;
    const outer = this.#path;
    this.#calls = [];
    this.#path = [...outer, name];
    const cost = estimate();
    const below = this.#calls;
    const noted = addCosts(below);
    this.#calls = before;
    const own = { calls: Math.max(0, cost.calls - noted.calls), rows: Math.max(0, cost.rows - noted.rows) };
    this.note(work, own);
    this.#path = outer;
    // The calls of its own come first.
    const later = own.calls > 0 ? 1 : 0;
    before.push(...below.map((calls) => ({ ...calls, round: calls.round + later })));
    return cost;
  }
}
