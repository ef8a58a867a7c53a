import { Redis } from 'ioredis';

/** A command that takes longer has failed, so that its caller can go on. */
const COMMAND_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;

/** Connects to a Redis, again and again where it must. Commands fail at once without a connection. */
export function connectRedis(url: string, isBlocking = false): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * times, LONGEST_RETRY_MS),
    ...(isBlocking ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
  });
  // Commands report their errors themselves; without a listener the process would end.
  redis.on('error', () => {});
  return redis;
}

/** Waits for the first connection, but not for long: a Redis that is away stops nobody. */
export async function tryToConnect(redis: Redis): Promise<void> {
  await redis.connect().catch(() => {});
}
