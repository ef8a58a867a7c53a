import { mapConcurrently } from '../metadata/map-concurrently.ts';
import { createKnownStatuses, readChanges } from './read-changes.ts';
import { readDeletions } from './read-deletions.ts';
import { readRenames } from './read-renames.ts';
import type { ReadContext } from './read-since.ts';

/** The DocTypes to read, and the log for their events. */
export interface CatchUpOptions extends ReadContext {
  /** The DocTypes whose changes are looked for. */
  doctypes: () => readonly string[];
}

/** Reads the changes of the site since the last reading, whether or not they were announced. */
export interface CatchUp {
  /** Reads the DocTypes named, or all. Requests during a reading are served by one reading after it. */
  read(doctypes?: readonly string[]): Promise<void>;
}

const CONCURRENT_READS = 4;

/** Makes the reader of all changes. */
export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { doctypes, time } = options;
  const statuses = createKnownStatuses();
  let wanted = new Set<string>();
  let running: Promise<void> | null = null;

  // A DocType that cannot be read does not affect the others. Renames come first: after them, a document that has
  // a new name is known by it, and is not taken for a change.
  const readOnce = async (chosen: readonly string[]) => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    await time.refreshZone().catch(note);
    await readRenames(options, doctypes()).catch(note);
    await mapConcurrently(chosen, CONCURRENT_READS, (doctype) => readChanges(options, doctype, statuses).catch(note));
    await readDeletions(options, doctypes()).catch(note);
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
