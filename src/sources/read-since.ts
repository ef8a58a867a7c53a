import type { EventLog } from '../events/event-log.ts';
import type { SiteTime } from '../metadata/site-time.ts';
import type { EventSite } from './event-site.ts';
import { firstMark, formatMark, parseMark, type ReadMark, startOf, upTo } from './read-mark.ts';
import { AheadReading, parseAhead } from './rows-ahead.ts';
import { type RowsSince, readNewest, readRowsSince, type TimedRow } from './rows-since.ts';

/** The dependencies of every reading. */
export interface ReadContext extends EventSite {
  log: EventLog;
  time: SiteTime;
  /** How far before the last reading each one begins: longer than transactions on the site take. */
  overlapSeconds: number;
  /** Called with each new row that is dated in the future of the site. */
  onAhead(row: AheadRow): void;
}

/** A row whose time the site's clock has not reached. */
export interface AheadRow {
  doctype: string;
  name: string;
  /** Its time, in the site's zone. */
  time: string;
  /** Whether it is one of so many that those dated later are not read. */
  isLast: boolean;
}

/** The site's time when a reading begins. */
interface Present {
  now: string;
  horizon: string;
}

/** A list to read, and the key under which the log keeps its mark. */
export interface Reading extends Omit<RowsSince, 'from'> {
  key: string;
}

/**
 * Reads the rows that were not there at the first reading and have a younger time than the last one saw, and hands them
 * over page by page. The first time it only notes how far the site is.
 *
 * How far it has read never runs ahead of the site's own clock: a row dated in the future is reported once and hides
 * nothing. If the clock was put back, reading goes back with it.
 */
export async function readSince(
  context: ReadContext,
  reading: Reading,
  onRows: (rows: readonly TimedRow[], mark: ReadMark) => Promise<void>,
): Promise<void> {
  const { log, time, overlapSeconds } = context;
  const present = { now: time.now(), horizon: time.horizon() };
  const stored = parseMark(await log.mark(reading.key));
  if (stored === null) return begin(context, reading, present);
  const mark = upTo(stored, present, overlapSeconds);
  const ahead = new AheadReading(parseAhead(await log.mark(aheadKey(reading))), stored.seen);
  let { seen } = mark;
  for await (const page of readRowsSince(context, { ...reading, from: startOf(mark, overlapSeconds) })) {
    const rows = page.filter((row) => row.time > mark.floor);
    const news = sortOut(rows, ahead, { context, reading, present });
    if (news.length > 0) await onRows(news, mark);
    for (const { time: seenNow } of rows) if (seenNow > seen && seenNow <= present.now) seen = seenNow;
    if (ahead.isFull) break;
  }
  await keepAhead(context, reading, ahead);
  const next = formatMark({ ...mark, seen });
  if (next !== formatMark(stored)) await log.setMark(reading.key, next);
}

/** The first reading: everything that the site has now is known. */
async function begin(context: ReadContext, reading: Reading, present: Present): Promise<void> {
  const { doctype, column, key } = reading;
  const { horizon } = present;
  let newest = await readNewest(context, { doctype, column });
  if (newest !== null && newest > horizon) {
    const ahead = new AheadReading(parseAhead(null), '');
    for await (const page of readRowsSince(context, { ...reading, from: horizon })) {
      sortOut(page, ahead, { context, reading, present });
      if (ahead.isFull) break;
    }
    await keepAhead(context, reading, ahead);
    newest = await readNewest(context, { doctype, column, until: horizon });
  }
  await context.log.setMark(key, formatMark(firstMark(newest)));
}

/** @returns the rows that were not reported before. Those dated in the future are noted. */
function sortOut(
  rows: readonly TimedRow[],
  ahead: AheadReading,
  { context, reading, present }: { context: ReadContext; reading: Reading; present: Present },
): TimedRow[] {
  const news: TimedRow[] = [];
  for (const row of rows) {
    if (ahead.isFull) break;
    const isAhead = row.time > present.horizon;
    const isKnown = ahead.meet(row, isAhead);
    if (isAhead && (!isKnown || ahead.isFull)) {
      context.onAhead({ doctype: reading.doctype, name: row.name, time: row.time, isLast: ahead.isFull });
    }
    if (!isKnown) news.push(row);
  }
  return news;
}

async function keepAhead({ log }: ReadContext, reading: Reading, ahead: AheadReading): Promise<void> {
  const keys = ahead.toKeep();
  if (keys !== null) await log.setMark(aheadKey(reading), keys);
}

function aheadKey({ key }: Reading): string {
  return `ahead:${key}`;
}
