import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { probeRedis } from '../../redis/redis-probe.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

/** Whether events are kept so that they survive. */
export async function checkLog({ events: { redisUrl, logFile } }: Config): Promise<Finding[]> {
  if (redisUrl !== null) return checkRedis(redisUrl);
  if (logFile === null)
    return [
      warn('EVENT_LOG_FILE is off: events of before a restart are lost', {
        fix: 'set EVENT_LOG_FILE to a file that survives restarts, or REDIS_URL',
      }),
    ];
  return [
    await attempt(
      async () => {
        await access(dirname(logFile), constants.W_OK).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        });
        return ok(`one process keeps events in ${logFile}`);
      },
      (error) =>
        fail(`EVENT_LOG_FILE: ${error.message}`, { fix: 'make the folder writable for the user of the gateway' }),
    ),
  ];
}

async function checkRedis(url: string): Promise<Finding[]> {
  const probe = await probeRedis(url).catch((error: unknown) => String(error));
  if (typeof probe === 'string')
    return [fail(`REDIS_URL: Redis cannot be reached: ${probe}`, { fix: 'start Redis, or correct REDIS_URL' })];
  const { version, isPersistent, evicts } = probe;
  return [
    ok(`events are shared through Redis ${version}`),
    ...(isPersistent === false
      ? [
          warn('Redis does not write an append-only file, so a restart loses events', {
            fix: 'start Redis with --appendonly yes',
          }),
        ]
      : []),
    ...(evicts === true
      ? [warn('Redis may evict events', { fix: 'set maxmemory-policy of Redis to noeviction' })]
      : []),
  ];
}
