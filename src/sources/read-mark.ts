import { readModified } from '../events/webhook-delivery.ts';
import { secondsBefore } from '../metadata/site-time.ts';

/** How far the changes of something were read. */
export interface ReadMark {
  /** The time of the first reading: older documents never count as new. */
  floor: string;
  /** The newest time that was read. */
  seen: string;
}

const BEGINNING = '1000-01-01 00:00:00.000000';

/** The mark of a first reading: everything that the site has now is known. */
export function firstMark(newest: string | null): ReadMark {
  const time = newest ?? BEGINNING;
  return { floor: time, seen: time };
}

/** The time to read from: a while before the newest seen one, for long transactions. */
export function startOf({ floor, seen }: ReadMark, overlapSeconds: number): string {
  const start = secondsBefore(seen, overlapSeconds);
  return start > floor ? start : floor;
}

/**
 * The mark where neither part runs ahead of the site's clock. One that does was left by a row dated in the future, or
 * by a clock that was put back: what was written since is then read again rather than missed.
 */
export function upTo(
  { floor, seen }: ReadMark,
  { now, horizon }: { now: string; horizon: string },
  overlapSeconds: number,
): ReadMark {
  return { floor: floor > horizon ? secondsBefore(now, overlapSeconds) : floor, seen: seen > now ? now : seen };
}

/** A time with all six digits after the point; null if there is none. */
export function fullTime(value: unknown): string | null {
  return readModified(value) ?? null;
}

/** @returns null if the text is not a mark. */
export function parseMark(text: string | null): ReadMark | null {
  const [floor, seen] = (text ?? '').split('|');
  return floor && seen ? { floor, seen } : null;
}

/** A mark as text, for the log to keep. */
export function formatMark({ floor, seen }: ReadMark): string {
  return `${floor}|${seen}`;
}
