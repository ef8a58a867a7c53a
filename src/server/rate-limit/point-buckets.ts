import { keepRecent } from '../../recent-values.ts';

/** How many points a caller can have, and how fast they come back. */
export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

/** The outcome of an attempt to take points. */
export interface Taken {
  readonly isTaken: boolean;
  /** The points that are left. Below 0, more was used than there was. */
  readonly available: number;
}

/** The points of all callers. */
export interface PointBuckets {
  /** Takes points if they are there. More points than a bucket can hold need a full one. */
  take(key: string, points: number): Promise<Taken>;
  /** Takes points that were used already; gives them back if negative. @returns the points that are left. */
  charge(key: string, points: number): Promise<number>;
  /** The points that are left, as far as this process knows. */
  available(key: string): number;
  /** Whether all processes share the points; null for buckets that belong to one process. */
  isShared(): boolean | null;
  close(): void;
}

/** Callers who have used points lately. The one who used none for the longest time is forgotten first. */
const MAX_CALLERS = 20_000;

/**
 * The buckets of one process. It is remembered when each will be full again, and nothing of those that are full: points
 * come back without a timer.
 */
export class LocalBuckets implements PointBuckets {
  readonly #size: BucketSize;
  /** By `performance.now()`. */
  readonly #fullAt = keepRecent<number>(MAX_CALLERS);

  constructor(size: BucketSize) {
    this.#size = size;
  }

  async take(key: string, points: number): Promise<Taken> {
    const available = this.available(key);
    if (available < Math.min(points, this.#size.burst)) return { isTaken: false, available };
    return { isTaken: true, available: this.set(key, available - points) };
  }

  async charge(key: string, points: number): Promise<number> {
    return this.set(key, this.available(key) - points);
  }

  available(key: string): number {
    const { burst, perSecond } = this.#size;
    const wait = Math.max(0, (this.#fullAt.get(key) ?? 0) - performance.now());
    return burst - (wait / 1000) * perSecond;
  }

  /** Sets what is left. Nobody owes more than a bucket holds. @returns what is left then. */
  set(key: string, points: number): number {
    const { burst, perSecond } = this.#size;
    const left = Math.max(-burst, Math.min(burst, points));
    if (left === burst) this.#fullAt.delete(key);
    else this.#fullAt.set(key, performance.now() + ((burst - left) / perSecond) * 1000);
    return left;
  }

  isShared(): null {
    return null;
  }

  close(): void {}
}
