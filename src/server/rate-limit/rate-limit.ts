import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import type { CallerContext, FinishedCall } from '../../frappe/frappe-request.ts';
import { toSiteUrl } from '../../metadata/site-catalog.ts';
import type { Cost } from '../../query/plan/cost.ts';
import { keepRecent } from '../../recent-values.ts';
import { keyOf } from './caller-key.ts';
import { type BucketSize, LocalBuckets, type PointBuckets } from './point-buckets.ts';
import { RedisBuckets } from './redis-buckets.ts';

/** Rows that count as much as one call. */
const ROWS_PER_POINT = 100;

/** Callers of whom it is known that the site accepts them. */
const MAX_ACCEPTED = 20_000;

const ONE_CALL: Cost = { calls: 1, rows: 0 };

/** Counts what became of points. */
export interface PointFigures {
  points: number;
  rateLimited: number;
}

/** Points of one operation: taken by its estimate before it runs, and settled by what it used. */
export interface Spending {
  /** Why the operation must not run; null if it may. */
  readonly refusal: GatewayError | null;
  /** Settles the points, once. */
  settle(used: Cost): Promise<void>;
  /** The points as callers read them. */
  report(): PointReport;
}

/** The points of an operation and of its caller. */
export interface PointReport {
  readonly estimated: number;
  readonly actual: number;
  readonly available: number;
  /** The points that a caller has at most, and those that come back in a second. */
  readonly limit: number;
  readonly perSecond: number;
}

/** The points of a cost: one for each call and for each full 100 rows, and at least one. */
export function toPoints({ calls, rows }: Cost): number {
  return Math.max(1, calls + Math.floor(rows / ROWS_PER_POINT));
}

/** Opens the rate limit of a site. @returns null if there is none. */
export function openRateLimit(config: Config, figures: PointFigures, logger: Logger): RateLimit | null {
  const { rateLimit: size, events, site } = config;
  if (size === null) return null;
  const { redisUrl: url } = events;
  const onState = (isShared: boolean) =>
    isShared
      ? logger.info('points of the rate limit are shared again')
      : logger.error('Redis is away: each process counts the points of the rate limit on its own until it is back');
  const buckets =
    url === null ? new LocalBuckets(size) : new RedisBuckets({ url, siteUrl: toSiteUrl(site), size, onState });
  return new RateLimit(size, buckets, figures);
}

/** Bounds what each caller asks of the site over time. */
export class RateLimit {
  readonly #size: BucketSize;
  readonly #buckets: PointBuckets;
  readonly #figures: PointFigures;
  readonly #accepted = keepRecent<true>(MAX_ACCEPTED);

  constructor(size: BucketSize, buckets: PointBuckets, figures: PointFigures) {
    this.#size = size;
    this.#buckets = buckets;
    this.#figures = figures;
  }

  /** Takes the points of what a caller is about to ask. */
  async take(caller: CallerContext, cost: Cost): Promise<Spending> {
    const estimated = toPoints(cost);
    const key = this.#keyOf(caller);
    const taken = await this.#buckets.take(key, estimated);
    let { available } = taken;
    let actual = taken.isTaken ? estimated : 0;
    let isSettled = !taken.isTaken;
    if (!taken.isTaken) this.#figures.rateLimited += 1;
    return {
      refusal: taken.isTaken ? null : this.#refuse(estimated, available),
      settle: async (used) => {
        if (isSettled) return;
        isSettled = true;
        actual = toPoints(used);
        this.#figures.points += actual;
        available = await this.#settle(key, this.#keyOf(caller), { estimated, actual, available });
      },
      report: () => ({
        estimated,
        actual,
        available: Math.floor(available),
        limit: this.#size.burst,
        perSecond: this.#size.perSecond,
      }),
    };
  }

  /** Takes a point for something that is one call, and makes it. @throws GatewayError `RATE_LIMITED` */
  async makeCall<Answer>(caller: CallerContext, make: () => Promise<Answer>): Promise<Answer> {
    const { refusal, settle } = await this.take(caller, ONE_CALL);
    if (refusal !== null) throw refusal;
    try {
      return await make();
    } finally {
      await settle(ONE_CALL);
    }
  }

  /** Follows the calls of a caller, whose credential has points of its own once the site has accepted it. */
  watch(caller: CallerContext): CallerContext {
    const { token, observers = [] } = caller;
    if (token.isGuest || this.#accepted.has(token.fingerprint)) return caller;
    const accept = ({ error }: FinishedCall) => {
      if (error === undefined) this.#accepted.set(token.fingerprint, true);
    };
    return { ...caller, observers: [...observers, accept] };
  }

  /** Counts the calls of a stream for its caller. They are not refused, because no change may be lost. */
  chargeCalls(caller: CallerContext): CallerContext {
    const charge = () => {
      this.#figures.points += 1;
      void this.#buckets.charge(this.#keyOf(caller), 1);
    };
    return { ...caller, observers: [...(caller.observers ?? []), charge] };
  }

  /** Milliseconds until a caller has used no more points than there are. */
  pauseOf(caller: CallerContext): number {
    const available = this.#buckets.available(this.#keyOf(caller));
    return Math.max(0, (-available / this.#size.perSecond) * 1000);
  }

  isShared(): boolean | null {
    return this.#buckets.isShared();
  }

  close(): void {
    this.#buckets.close();
  }

  #keyOf(caller: CallerContext): string {
    return keyOf(caller, (fingerprint) => this.#accepted.has(fingerprint));
  }

  /** A credential that turned out to be one of the site pays itself; its network gets everything back. */
  async #settle(
    key: string,
    payer: string,
    { estimated, actual, available }: Omit<PointReport, 'limit' | 'perSecond'>,
  ): Promise<number> {
    if (key === payer) return estimated === actual ? available : this.#buckets.charge(key, actual - estimated);
    await this.#buckets.charge(key, -estimated);
    return this.#buckets.charge(payer, actual);
  }

  #refuse(estimated: number, available: number): GatewayError {
    const { burst, perSecond } = this.#size;
    const needed = Math.min(estimated, burst);
    const retryAfter = Math.max(1, Math.ceil((needed - available) / perSecond));
    const message = `The operation needs ${needed} points, and ${Math.max(0, Math.floor(available))} are left. Try again in ${retryAfter} s, or ask for less at once.`;
    return new GatewayError('RATE_LIMITED', message, { retryAfter });
  }
}
