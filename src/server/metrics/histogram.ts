/** Counts durations by upper bounds, in seconds. Counting one is an addition or two: nothing is made for it. */
export class Histogram {
  readonly bounds: readonly number[];
  /** By bound, and last those above all. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(seconds: number): void {
    let index = 0;
    while (index < this.bounds.length && seconds > (this.bounds[index] as number)) index += 1;
    this.counts[index] = (this.counts[index] as number) + 1;
    this.sum += seconds;
  }

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}

/** Histograms by the values of two labels that can have few values. */
export class HistogramTable<First extends string, Second extends string> {
  readonly #rows: Readonly<Record<First, Readonly<Record<Second, Histogram>>>>;

  constructor(first: readonly First[], second: readonly Second[], bounds: readonly number[]) {
    const toRow = () => Object.fromEntries(second.map((value) => [value, new Histogram(bounds)]));
    this.#rows = Object.fromEntries(first.map((value) => [value, toRow()])) as Record<First, Record<Second, Histogram>>;
  }

  at(first: First, second: Second): Histogram {
    return this.#rows[first][second];
  }

  /** Those that have counted something. */
  *used(): Generator<readonly [First, Second, Histogram]> {
    for (const [first, row] of Object.entries<Readonly<Record<Second, Histogram>>>(this.#rows)) {
      for (const [second, histogram] of Object.entries<Histogram>(row)) {
        if (histogram.count > 0) yield [first as First, second as Second, histogram];
      }
    }
  }
}
