import { createHash } from 'node:crypto';

/**
 * How far a list that is ordered by a time has been read, in passes: each goes from a time to the end of the list, over
 * several pages if need be. The next pass begins a while before that end, because a row has the time at which it was
 * written and is seen only when its transaction ends. Rows that were reported are recognised by their marks.
 */
export interface ListPosition {
  /** The time at which this pass began; null if it began with the first row. */
  readonly from: string | null;
  /** The last row that this pass has read; null before the first one. */
  readonly at: readonly [time: string, name: string | number] | null;
  /** The time at which the next pass has to begin at the latest, because earlier pages were near the present. */
  readonly again: string | null;
  /** The newest time in the list that did not lie in the future. */
  readonly newest: string | null;
  /** Marks of rows that an earlier pass has reported and that this one meets again. */
  readonly known: readonly string[];
  /** The same for the next pass. */
  readonly met: readonly string[];
}

/** A row of a list that is ordered by a time. */
export interface TimedRow {
  readonly name: string | number;
  /** With all six digits after the point. */
  readonly time: string;
  /** When its document was created; null if that does not matter. */
  readonly creation: string | null;
}

/** The times that a page is compared with. */
export interface PageTimes {
  /** The latest time that does not lie in the future. */
  readonly horizon: string;
  /** Rows that are older than this can no longer appear, by the site's clock. */
  readonly late: string;
  /** The same, if the clock of the site that shows is ahead of the one that stamps rows. */
  readonly surelyLate: string;
  /** A time that is an overlap before another one. */
  readonly overlapBefore: (time: string) => string;
}

/** The position of a list of which every row is news. */
export const BEGINNING: ListPosition = { from: null, at: null, again: null, newest: null, known: [], met: [] };

/** The position of a list whose rows are known up to a time. */
export function startAt(time: string): ListPosition {
  return { ...BEGINNING, from: time };
}

const MARK_BYTES = 6;
/** Marks that a position holds at most; rows of one time beyond them are reported again. */
export const MAX_MARKS = 1_000;
/** The length of a mark as text. */
export const MARK_LENGTH = 8;

/** The mark of a row at a time: a row that changes gets another one. */
export function markOf(name: TimedRow['name'], time: string): string {
  const digest = createHash('sha256').update(`${name}\n${time}`).digest();
  return digest.subarray(0, MARK_BYTES).toString('base64url');
}

/**
 * The time that rows behind a page may still have: never later than the site's clock shows, nor later than an overlap
 * before the newest row. A list without new rows moves on after a while all the same.
 */
export function settledTime({ late, surelyLate, overlapBefore }: PageTimes, newest: string | null): string {
  const byRows = newest === null ? surelyLate : overlapBefore(newest);
  return earliest(late, latest(byRows, surelyLate));
}

/** Whether rows may still appear before the end of a page, so that the next pass has to begin earlier. */
export function isNearPresent(last: TimedRow, { surelyLate }: PageTimes): boolean {
  return last.time > surelyLate;
}

/** The position behind a page that other rows follow. @param newest the newest time in the list; null if it is not needed. */
export function behindPage(
  position: ListPosition,
  rows: readonly TimedRow[],
  times: PageTimes,
  newest: string | null,
): ListPosition {
  const last = rows.at(-1);
  if (last === undefined) return position;
  const settled = isNearPresent(last, times) ? settledTime(times, latestOf(position.newest, newest)) : null;
  const again = settled !== null && last.time > settled ? earliestOf(position.again, settled) : position.again;
  return {
    ...position,
    at: [last.time, last.name],
    again,
    newest: latestOf(position.newest, newest, ...rows.map(({ time }) => (time > times.horizon ? null : time))),
    met: meet(position, rows, again ?? times.surelyLate),
  };
}

/** The position behind the last page of a pass: that of the next pass. */
export function behindEnd(position: ListPosition, rows: readonly TimedRow[], times: PageTimes): ListPosition {
  const newest = latestOf(position.newest, ...rows.map(({ time }) => (time > times.horizon ? null : time)));
  const settled = latest(position.from ?? '', settledTime(times, newest));
  const from = earliestOf(position.again, settled) as string;
  return { from, at: null, again: null, newest, known: meet(position, rows, from), met: [] };
}

/**
 * Whether the pass after one that has ended has to follow at once: rows may have appeared behind pages of the one that
 * ended. If it would meet more rows than it has marks for, it waits: it would report the same rows again and again.
 */
export function isPassDue(ended: ListPosition, next: ListPosition): boolean {
  return ended.at !== null && ended.again !== null && next.known.length < MAX_MARKS;
}

/**
 * The position of a list after the site's clock was put back.
 *
 * @param earliestTime the earliest time that rows can have that were written since.
 */
export function turnedBack(position: ListPosition, earliestTime: string): ListPosition {
  if (position.at === null) {
    return { ...position, from: position.from === null ? null : earliest(position.from, earliestTime) };
  }
  return { ...position, again: earliestOf(position.again, earliestTime) };
}

/**
 * Marks of a pass, with those of further rows that the next pass meets. The newest ones are kept if they are many. A new
 * document also keeps the mark of its creation: it is not new any more when it changes.
 */
function meet({ met }: ListPosition, rows: readonly TimedRow[], from: string): readonly string[] {
  const marks = rows
    .filter(({ time }) => time >= from)
    .flatMap(({ name, time, creation }) => {
      const isNew = creation !== null && creation >= from && creation !== time;
      return [...(isNew ? [markOf(name, creation)] : []), markOf(name, time)];
    });
  return [...met, ...marks].slice(-MAX_MARKS);
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}

function earliestOf(one: string | null, other: string): string {
  return one === null ? other : earliest(one, other);
}

function latestOf(...times: readonly (string | null)[]): string | null {
  return times.reduce((newest, time) => (newest === null || (time !== null && time > newest) ? time : newest), null);
}
