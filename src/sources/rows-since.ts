import { readRows } from '../frappe/envelope.ts';
import type { FrappeFilter } from '../frappe/frappe-filter.ts';
import { toListRequest } from '../frappe/list-request.ts';
import type { EventSite } from './event-site.ts';
import { fullTime } from './read-mark.ts';

/** Rows to read in the order of a time. */
export interface RowsSince {
  doctype: string;
  /** The column of the time, in which rows come. */
  column: 'modified' | 'creation';
  fields: readonly string[];
  filters?: readonly FrappeFilter[];
  /** The first time to read. */
  from: string;
}

/** A row with its time, all six digits of it. */
export interface TimedRow {
  time: string;
  name: string;
  values: Row;
}

type Row = Readonly<Record<string, unknown>>;

const PAGE = 500;

/**
 * Reads rows page by page, oldest first. Rows that change meanwhile move to the end and are met there. A page begins
 * with the time at which the last one ended, not behind a number of rows, which a change would shift.
 */
export async function* readRowsSince(site: EventSite, since: RowsSince): AsyncGenerator<readonly TimedRow[]> {
  const { column } = since;
  let bounds: FrappeFilter[] = [[column, '>=', since.from]];
  for (;;) {
    const rows = await readPage(site, since, bounds);
    if (rows.length > 0) yield rows.flatMap((row) => toTimed(row, column));
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) {
      const tied = bounds.find(([, operator]) => operator === '=');
      if (tied === undefined) return;
      bounds = [[column, '>', String(tied[2])]];
      continue;
    }
    const time = String(last[column]);
    // A whole page of one time, as after a bulk update: its rows are distinguished by their names.
    const isOneTime = String(rows[0]?.[column]) === time;
    bounds = isOneTime
      ? [
          [column, '=', time],
          ['name', '>', toValue(last.name)],
        ]
      : [[column, '>=', time]];
  }
}

async function readPage(site: EventSite, since: RowsSince, bounds: readonly FrappeFilter[]): Promise<Row[]> {
  const { doctype, column, fields, filters = [], from } = since;
  // PERF: up to v15 tables have an index on `modified` alone, and a document is never modified before its creation.
  const indexed: FrappeFilter[] = column === 'creation' ? [['modified', '>=', from]] : [];
  const query = {
    doctype,
    fields,
    filters: [...filters, ...indexed, ...bounds],
    orderBy: `${column} asc, name asc`,
    limit: PAGE,
  };
  return readRows(await site.client.send(toListRequest(query), site.account));
}

/** Numbered documents have numbers for names. */
function toValue(name: unknown): string | number {
  return typeof name === 'number' ? name : String(name);
}

function toTimed(values: Row, column: RowsSince['column']): TimedRow[] {
  const time = fullTime(values[column]);
  return time === null ? [] : [{ time, name: String(values.name), values }];
}

/**
 * The newest time in a DocType's table; null if it has no rows.
 *
 * @param until leaves out later ones.
 */
export async function readNewest(
  site: EventSite,
  { doctype, column, until }: Pick<RowsSince, 'doctype' | 'column'> & { until?: string },
): Promise<string | null> {
  const filters: FrappeFilter[] = until === undefined ? [] : [[column, '<=', until]];
  const query = { doctype, fields: [column], filters, orderBy: `${column} desc`, limit: 1 };
  const [row] = readRows(await site.client.send(toListRequest(query), site.account));
  return fullTime(row?.[column]);
}
