import type { EventLog } from '../events/event-log.ts';
import type { Renaming } from '../frappe/renaming.ts';
import type { EventSite } from './event-site.ts';
import { readRenameTime, toRenameEvents } from './read-renames.ts';

/** Reports the renames that go through the gateway, which knows both names at once. */
export interface RenameReporter {
  report(renaming: Renaming): void;
  /** Resolves when everything is reported. */
  idle(): Promise<void>;
}

/**
 * Creates the reporter. An event without a time could not be matched with the one that a reading finds, so the site is
 * asked when it did it.
 *
 * @param onError called if an event could not be kept; a reading finds the rename then.
 */
export function createRenameReporter(
  site: EventSite,
  log: EventLog,
  onError: (error: unknown) => void,
): RenameReporter {
  const running = new Set<Promise<void>>();
  const report = async ({ doctype, oldName, newName, isMerge }: Renaming) => {
    const names = { doctype, oldName, newName };
    const time = await readRenameTime(site, names).catch(() => null);
    await log.append(toRenameEvents({ ...names, time }, isMerge));
  };
  return {
    report: (renaming) => {
      const reported: Promise<void> = report(renaming)
        .catch(onError)
        .finally(() => running.delete(reported));
      running.add(reported);
    },
    idle: async () => {
      await Promise.all(running);
    },
  };
}
