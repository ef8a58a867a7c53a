import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';

export type { Redis };

/** A command that takes longer has failed, so that its caller can go on. */
const COMMAND_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;

/**
 * Connects to a Redis, again and again where it must. Commands fail at once without a connection.
 *
 * @param commandTimeout milliseconds after which a command has failed; null for a connection that blocks.
 */
export function connectRedis(url: string, commandTimeout: number | null = COMMAND_TIMEOUT_MS): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * times, LONGEST_RETRY_MS),
    ...(commandTimeout === null ? {} : { commandTimeout }),
  });
  // Commands report their errors themselves; without a listener the process would end.
  redis.on('error', () => {});
  return redis;
}

/** Waits for the first connection, but not for long: a Redis that is away stops nobody. */
export async function tryToConnect(redis: Redis): Promise<void> {
  await redis.connect().catch(() => {});
}

/** The beginning of all keys of a site. Braces keep them together in a cluster. */
export function redisPrefix(siteUrl: string): string {
  return `frappe-graphql:{${createHash('sha256').update(siteUrl).digest('hex').slice(0, 16)}}:`;
}
