import { createHash } from 'node:crypto';
import type { TimedRow } from './rows-since.ts';

/** Rows dated in the site's future that are read at most; a clock that was wrong can leave more of them. */
const MAX_AHEAD = 5_000;

/**
 * The rows dated in the future that were reported before. Reading by time never gets past them, so they are met in
 * every reading until their time has come, and have to be distinguished from new ones.
 */
export interface RowsAhead {
  readonly keys: ReadonlySet<string>;
  /** The last one that was read, if there were more than could be read; rows dated later count as known. */
  readonly until: string | null;
}

/** Collects the rows of one reading that lie ahead, or did so in the last one. */
export class AheadReading {
  readonly #before: RowsAhead;
  readonly #readUntil: string;
  readonly #met = new Set<string>();
  #until: string | null = null;

  /** @param readUntil the time up to which rows were read, even if it lies ahead since the clock was put back. */
  constructor(before: RowsAhead, readUntil: string) {
    this.#before = before;
    this.#readUntil = readUntil;
  }

  /** Whether the rest of the rows stays unread. */
  get isFull(): boolean {
    return this.#until !== null;
  }

  /** @returns whether the row was reported before, or counts as known. */
  meet({ name, time }: TimedRow, isAhead: boolean): boolean {
    const { keys, until } = this.#before;
    if (!isAhead && keys.size === 0) return false;
    const key = keyOf(name, time);
    const wasRead = isAhead && (time <= this.#readUntil || (until !== null && time >= until));
    // A page begins with the last row of the one before.
    const isKnown = wasRead || keys.has(key) || this.#met.has(key);
    if (isAhead || isKnown) this.#met.add(key);
    if (isAhead && this.#met.size >= MAX_AHEAD) this.#until = time;
    return isKnown;
  }

  /** The text to keep for the next reading; null if it has not changed. */
  toKeep(): string | null {
    const now = formatAhead({ keys: this.#met, until: this.#until });
    return now === formatAhead(this.#before) ? null : now;
  }
}

/** Reads what `toKeep` gave. */
export function parseAhead(text: string | null): RowsAhead {
  const [until = '', ...keys] = (text ?? '').split('|');
  return { keys: new Set(keys), until: until === '' ? null : until };
}

function formatAhead({ keys, until }: RowsAhead): string {
  return [until ?? '', ...[...keys].sort()].join('|');
}

function keyOf(name: string, time: string): string {
  return createHash('sha256').update(`${name}\n${time}`).digest('base64url').slice(0, 8);
}
