import { connectRedis } from './redis-connection.ts';

/** The settings that a Redis reports of itself; null for those it does not report. */
export interface RedisProbe {
  version: string;
  isPersistent: boolean | null;
  evicts: boolean | null;
}

/** Asks a Redis, once. @throws Error where it cannot be reached. */
export async function probeRedis(url: string): Promise<RedisProbe> {
  const redis = connectRedis(url);
  try {
    await redis.connect();
    const info = await redis.info();
    const value = (name: string) => new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1];
    const policy = value('maxmemory_policy');
    const persistence = value('aof_enabled');
    return {
      version: value('redis_version') ?? 'of unknown version',
      isPersistent: persistence === undefined ? null : persistence === '1',
      evicts: policy === undefined ? null : policy !== 'noeviction',
    };
  } finally {
    redis.disconnect();
  }
}
