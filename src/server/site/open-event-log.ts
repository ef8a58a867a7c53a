import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { ConfigError, toError } from '../../errors.ts';
import type { EventLog, Horizon } from '../../events/event-log.ts';
import { type FileEventLogOptions, openFileEventLog } from '../../events/file-event-log.ts';
import { openRedisEventLog } from '../../events/redis-event-log.ts';

/** Opens the log that the configuration names. @throws ConfigError if a file that was chosen cannot be used. */
export function openEventLog({ events }: Config, siteUrl: string, horizon: Horizon, logger: Logger): Promise<EventLog> {
  const { redisUrl, logFile: file, retention } = events;
  if (redisUrl !== null) {
    return openRedisEventLog({
      url: redisUrl,
      siteUrl,
      retention,
      horizon,
      onState: (state) =>
        state === 'ready'
          ? logger.info(KEPT_AGAIN)
          : logger.error('Redis is away or refuses writes: no event can be kept until it takes them'),
    });
  }
  return openFileEventLog({ file, siteUrl, retention, horizon, ...fileListeners(logger) }).catch((error: unknown) => {
    const reason = `EVENT_LOG_FILE: ${toError(error).message}`;
    if (file === null || !isOwnFolder(file)) throw new ConfigError(reason);
    logger.warn(`${reason}; events are kept in memory only`);
    return openFileEventLog({ file: null, siteUrl, retention, horizon });
  });
}

const KEPT_AGAIN = 'events are kept again';

function fileListeners(logger: Logger): Pick<FileEventLogOptions, 'onState' | 'onRestored'> {
  return {
    onState: (state, error) =>
      state === 'ready'
        ? logger.info(KEPT_AGAIN)
        : logger.error({ reason: toError(error).message }, 'EVENT_LOG_FILE cannot be written: no event can be kept'),
    onRestored: () => logger.warn('EVENT_LOG_FILE was removed or replaced; it has been written again'),
  };
}

/** In its own folder the gateway does what it can, as with its snapshot; a place that somebody chose has to work. */
function isOwnFolder(file: string): boolean {
  return file.startsWith('.cache/');
}
