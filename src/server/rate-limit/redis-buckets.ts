import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, type Redis, redisPrefix, tryToConnect } from '../../redis/redis-connection.ts';
import { type BucketSize, LocalBuckets, type PointBuckets, type Taken } from './point-buckets.ts';

/** Milliseconds that an operation waits for Redis at most. */
const COMMAND_TIMEOUT_MS = 250;

/** Milliseconds for which Redis is not asked after it failed. */
const PAUSE_MS = 1_000;

/**
 * Takes points, all at once, whichever process asks. A bucket is the time at which it will be full again, in
 * microseconds of Redis's clock; a full one is not kept.
 *
 * KEYS: the bucket. ARGV: the points that it holds, the points that come back in a second, the points to take, and 1 to
 * take them whatever is left.
 *
 * @returns 1 if they were taken, else 0; and the points that are left.
 */
const TAKE = `
local burst, perSecond, points, always = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local fullAt = tonumber(redis.call('GET', KEYS[1]) or '0')
local left = burst - math.max(0, fullAt - now) / 1000000 * perSecond
if not always and left < math.min(points, burst) then return {0, tostring(left)} end
left = math.max(-burst, math.min(burst, left - points))
local wait = (burst - left) / perSecond
if wait > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', now + wait * 1000000), 'PX', math.ceil(wait * 1000))
else
  redis.call('DEL', KEYS[1])
end
return {1, tostring(left)}
`;

/** The Redis in which processes share points. */
export interface RedisBucketsOptions {
  readonly url: string;
  readonly siteUrl: string;
  readonly size: BucketSize;
  /** Called when the Redis goes away and when it is back. */
  onState(isShared: boolean): void;
}

/**
 * Buckets that several processes share. While Redis is away, each process goes on with its own, from what it last knew
 * of each caller, so that the limit holds for each process on its own.
 */
export class RedisBuckets implements PointBuckets {
  readonly #options: RedisBucketsOptions;
  readonly #local: LocalBuckets;
  readonly #redis: Redis;
  readonly #prefix: string;
  /** The first connection: operations wait for it as long as for an answer. */
  readonly #connecting: Promise<void>;
  #isShared = true;
  #askAgainAt = 0;

  constructor(options: RedisBucketsOptions) {
    this.#options = options;
    this.#local = new LocalBuckets(options.size);
    this.#prefix = `${redisPrefix(options.siteUrl)}points:`;
    this.#redis = connectRedis(options.url, COMMAND_TIMEOUT_MS);
    this.#connecting = Promise.race([tryToConnect(this.#redis), delay(COMMAND_TIMEOUT_MS, undefined, { ref: false })]);
  }

  async take(key: string, points: number): Promise<Taken> {
    return (await this.#run(key, points, false)) ?? this.#local.take(key, points);
  }

  async charge(key: string, points: number): Promise<number> {
    return (await this.#run(key, points, true))?.available ?? this.#local.charge(key, points);
  }

  available(key: string): number {
    return this.#local.available(key);
  }

  isShared(): boolean {
    return this.#isShared;
  }

  close(): void {
    this.#redis.disconnect();
  }

  /** @returns null if Redis did not answer. */
  async #run(key: string, points: number, isAlways: boolean): Promise<Taken | null> {
    await this.#connecting;
    if (performance.now() < this.#askAgainAt) return null;
    const { burst, perSecond } = this.#options.size;
    try {
      const args = [burst, perSecond, points, isAlways ? 1 : 0];
      const answer = (await this.#redis.eval(TAKE, 1, this.#prefix + key, ...args)) as [number, string];
      this.#setShared(true);
      return { isTaken: answer[0] === 1, available: this.#local.set(key, Number(answer[1])) };
    } catch {
      this.#askAgainAt = performance.now() + PAUSE_MS;
      this.#setShared(false);
      return null;
    }
  }

  #setShared(isShared: boolean): void {
    if (isShared !== this.#isShared) this.#options.onState(isShared);
    this.#isShared = isShared;
  }
}
