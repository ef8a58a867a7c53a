import type { FrappeFilter } from '../../frappe/frappe-filter.ts';
import type { RecordsPage, SiteRecord } from '../../query/execution/scope/sync-access.ts';
import { fullDateTime } from '../../query/plan/time-text.ts';
import {
  behindEnd,
  behindPage,
  isNearPresent,
  isPassDue,
  type ListPosition,
  markOf,
  type PageTimes,
  type TimedRow,
} from './list-position.ts';

/** A list that is ordered by a time and then by name. */
export interface TimedList {
  readonly column: 'creation' | 'modified';
  readonly read: (page: RecordsPage) => Promise<readonly SiteRecord[]>;
}

/** A row of such a list that has not been reported. */
export interface NewRow extends TimedRow {
  readonly values: SiteRecord;
  /** Whether its document was created since the last pass began, and was not reported since. */
  readonly isCreated: boolean;
}

/** The next rows of a list. */
export interface News {
  readonly rows: readonly NewRow[];
  /** The place behind them. */
  readonly position: ListPosition;
  /** Whether nothing more is to be read for now. */
  readonly isEnd: boolean;
}

/**
 * Reads the rows behind a position that were not reported: one call, or two if the last page ended in the middle of the
 * list, and another one near the present.
 *
 * @param limit how many rows to report at most.
 */
export async function readNews(
  list: TimedList,
  position: ListPosition,
  times: PageTimes,
  limit: number,
): Promise<News> {
  // Rows that are known take no place from those that are not.
  const size = limit + position.known.length;
  const found = await readBehind(list, position, size);
  const known = new Set(position.known);
  const news: NewRow[] = [];
  const read: TimedRow[] = [];
  for (const row of found.rows) {
    const isKnown = known.has(markOf(row.name, row.time));
    if (!isKnown && news.length === limit) break;
    read.push(row);
    if (!isKnown) news.push({ ...row, isCreated: isCreated(row, position) });
  }
  if (found.isEnd && read.length === found.rows.length) {
    const next = behindEnd(position, read, times);
    return { rows: news, position: next, isEnd: !isPassDue(position, next) };
  }
  const last = read.at(-1);
  const newest = last && isNearPresent(last, times) ? await readNewest(list, times.horizon) : null;
  return { rows: news, position: behindPage(position, read, times, newest), isEnd: false };
}

function isCreated({ name, creation }: TimedRow, { from, known, met }: ListPosition): boolean {
  if (creation === null || creation < (from ?? '')) return false;
  const mark = markOf(name, creation);
  return !known.includes(mark) && !met.includes(mark);
}

/** The most calls that it takes. */
export const CALLS_FOR_NEWS = 3;

async function readBehind(
  list: TimedList,
  position: ListPosition,
  size: number,
): Promise<{ rows: ReadRow[]; isEnd: boolean }> {
  const records: SiteRecord[] = [];
  for (const bounds of boundsOf(list, position)) {
    if (records.length >= size) break;
    records.push(...(await list.read({ bounds, isNewestFirst: false, limit: size - records.length })));
  }
  return { rows: records.flatMap((record) => toRow(list, record)), isEnd: records.length < size };
}

/** Rows without a time come first otherwise, and cannot be followed. */
const FIRST_TIME = '1000-01-01 00:00:00.000000';

/** Rows of one time are distinguished by their names. */
function boundsOf({ column }: TimedList, { from, at }: ListPosition): FrappeFilter[][] {
  if (at === null) return [[...indexed(column, from ?? FIRST_TIME), [column, '>=', from ?? FIRST_TIME]]];
  const [time, name] = at;
  const sameTime: FrappeFilter[] = [
    [column, '=', time],
    ['name', '>', name],
  ];
  return [sameTime, [...indexed(column, time), [column, '>', time]]];
}

/** PERF: up to v15 tables have an index on `modified` alone, and a row is never modified before its creation. */
function indexed(column: TimedList['column'], from: string): FrappeFilter[] {
  return column === 'creation' ? [['modified', '>=', from]] : [];
}

async function readNewest(list: TimedList, horizon: string): Promise<string | null> {
  const bounds: FrappeFilter[] = [[list.column, '<=', horizon]];
  const [record] = await list.read({ bounds, isNewestFirst: true, limit: 1 });
  return record === undefined ? null : (toRow(list, record)[0]?.time ?? null);
}

type ReadRow = Omit<NewRow, 'isCreated'>;

function toRow({ column }: TimedList, values: SiteRecord): ReadRow[] {
  const { name, creation } = values;
  const time = values[column];
  if (typeof time !== 'string' || (typeof name !== 'string' && typeof name !== 'number')) return [];
  const created = column === 'modified' && typeof creation === 'string' ? fullDateTime(creation) : null;
  return [{ name, time: fullDateTime(time), creation: created, values }];
}
