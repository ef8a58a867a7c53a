import type { EventLog } from '../events/event-log.ts';
import { mapConcurrently } from '../metadata/map-concurrently.ts';
import type { EventSite } from './event-site.ts';
import { createKnownStatuses, readChanges } from './read-changes.ts';
import { readDeletions } from './read-deletions.ts';

/** What is read, and for which log. */
export interface CatchUpOptions extends EventSite {
  log: EventLog;
  /** The DocTypes whose changes are looked for. */
  doctypes: () => readonly string[];
  /** How far before the last reading each one begins: longer than transactions on the site take. */
  overlapSeconds: number;
}

/** Reads what the site changed since it was read last, whoever else told of it. */
export interface CatchUp {
  /** Reads the DocTypes named, or all. What is asked for during one reading is one reading after it. */
  read(doctypes?: readonly string[]): Promise<void>;
}

const CONCURRENT_READS = 4;

/** Makes the reader of all changes. */
export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { log, doctypes, overlapSeconds } = options;
  const statuses = createKnownStatuses();
  let wanted = new Set<string>();
  let running: Promise<void> | null = null;

  // One DocType that cannot be read keeps nobody from the others.
  const readOnce = async (chosen: readonly string[]) => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    const readOne = (doctype: string) => readChanges(options, log, doctype, overlapSeconds, statuses).catch(note);
    await mapConcurrently(chosen, CONCURRENT_READS, readOne);
    await readDeletions(options, log, doctypes(), overlapSeconds).catch(note);
    if (errors.length > 0) throw errors[0];
  };
  const run = async () => {
    try {
      while (wanted.size > 0) {
        const chosen = [...wanted];
        wanted = new Set();
        await readOnce(chosen);
      }
    } finally {
      running = null;
    }
  };
  return {
    read: (chosen = doctypes()) => {
      for (const doctype of chosen) wanted.add(doctype);
      running ??= run();
      return running;
    },
  };
}
