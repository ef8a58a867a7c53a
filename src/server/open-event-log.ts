import type { Config } from '../config.ts';
import { ConfigError, toError } from '../errors.ts';
import type { EventLog } from '../events/event-log.ts';
import { openFileEventLog } from '../events/file-event-log.ts';

/** Opens the log that the configuration names. @throws ConfigError where it cannot be opened. */
export function openEventLog(config: Config, siteUrl: string): Promise<EventLog> {
  const { logFile: file, retention } = config.events;
  return openFileEventLog({ file, siteUrl, retention }).catch((error: unknown) => {
    throw new ConfigError(`EVENT_LOG_FILE: ${toError(error).message}`);
  });
}
