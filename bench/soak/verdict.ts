/** Memory and descriptors of the gateway at a moment. */
export interface Sample {
  /** Seconds since the load began. */
  readonly at: number;
  /** Bytes of live objects, after a collection. */
  readonly heapLive: number;
  readonly rss: number;
  readonly descriptors: number;
}

const MIB = 1024 * 1024;

/** The slope of the live heap by least squares, in MiB a minute. */
export function growthOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) => samples.reduce((sum, one) => sum + pick(one), 0) / samples.length;
  const [at, heap] = [mean((sample) => sample.at), mean((sample) => sample.heapLive)];
  let [covariance, variance] = [0, 0];
  for (const sample of samples) {
    covariance += (sample.at - at) * (sample.heapLive - heap);
    variance += (sample.at - at) ** 2;
  }
  return variance === 0 ? 0 : (covariance / variance / MIB) * 60;
}

/** Bytes as MiB with one decimal. */
export function toMib(bytes: number): number {
  return Math.round((bytes / MIB) * 10) / 10;
}
