import { LRUCache } from 'lru-cache';
import type { DocEvent, DocEventKind } from '../events/doc-event.ts';
import type { EventLog } from '../events/event-log.ts';
import type { EventSite } from './event-site.ts';
import { firstMark, formatMark, fullTime, parseMark, type ReadMark, startOf } from './read-mark.ts';
import { readNewest, readRowsSince, type TimedRow } from './rows-since.ts';

/** Docstatus of the documents that were read last, by DocType and name: what tells a submission from an update. */
export type KnownStatuses = LRUCache<string, number>;

/** Remembers the states of the documents read last. */
export function createKnownStatuses(): KnownStatuses {
  return new LRUCache({ max: 20_000 });
}

const FIELDS = ['name', 'modified', 'creation', 'docstatus'];

/**
 * Finds the documents of a DocType that changed since they were read last, by their `modified`, and hands them to the
 * log; several changes of one document are one. The first time it only notes how far the site is.
 */
export async function readChanges(
  site: EventSite,
  log: EventLog,
  doctype: string,
  overlapSeconds: number,
  statuses: KnownStatuses,
): Promise<void> {
  const key = `changes:${doctype}`;
  const mark = parseMark(await log.mark(key));
  if (mark === null) return log.setMark(key, formatMark(firstMark(await readNewest(site, doctype, 'modified'))));
  const from = startOf(mark, overlapSeconds);
  let { seen } = mark;
  for await (const rows of readRowsSince(site, { doctype, column: 'modified', fields: FIELDS, from })) {
    const events = rows.flatMap((row) => toEvent(doctype, row, mark, statuses));
    await log.append(events, 'found');
    for (const { modified } of events) if (modified !== null && modified > seen) seen = modified;
    for (const row of rows) statuses.set(statusKey(doctype, row), Number(row.docstatus));
  }
  if (seen !== mark.seen) await log.setMark(key, formatMark({ ...mark, seen }));
}

function toEvent(doctype: string, row: TimedRow, mark: ReadMark, statuses: KnownStatuses): DocEvent[] {
  const modified = fullTime(row.modified);
  if (modified === null || modified <= mark.floor) return [];
  return [
    { doctype, name: String(row.name), kind: toKind(row, mark, statuses.get(statusKey(doctype, row))), modified },
  ];
}

/** A document whose draft was not seen may have been submitted or changed after it: it is told as changed. */
function toKind(row: TimedRow, { seen }: ReadMark, statusBefore: number | undefined): DocEventKind {
  const creation = fullTime(row.creation);
  if (statusBefore === undefined && creation !== null && (creation > seen || creation === fullTime(row.modified))) {
    return 'INSERT';
  }
  if (Number(row.docstatus) === 2) return 'CANCEL';
  return statusBefore === 0 && Number(row.docstatus) === 1 ? 'SUBMIT' : 'UPDATE';
}

function statusKey(doctype: string, row: TimedRow): string {
  return `${doctype}\n${String(row.name)}`;
}
