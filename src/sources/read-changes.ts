import type { LRUCache } from 'lru-cache';
import type { DocEventKind } from '../events/doc-event.ts';
import { keepRecent } from '../recent-values.ts';
import { fullTime, type ReadMark } from './read-mark.ts';
import { type ReadContext, readSince } from './read-since.ts';
import type { TimedRow } from './rows-since.ts';

/**
 * Docstatus of the documents that were read last, by DocType and name: they distinguish a submission from an update.
 */
export type KnownStatuses = LRUCache<string, number>;

/** Remembers the states of the documents read last. */
export function createKnownStatuses(): KnownStatuses {
  return keepRecent(20_000);
}

const FIELDS = ['name', 'modified', 'creation', 'docstatus'];

/**
 * Finds the documents of a DocType that changed since they were read last, by their `modified`, and hands them to the
 * log; several changes of one document are one.
 */
export async function readChanges(context: ReadContext, doctype: string, statuses: KnownStatuses): Promise<void> {
  const reading = { key: `changes:${doctype}`, doctype, column: 'modified', fields: FIELDS } as const;
  await readSince(context, reading, async (rows, mark) => {
    const events = rows.map((row) => ({
      doctype,
      name: row.name,
      kind: toKind(row, mark, statuses.get(statusKey(doctype, row))),
      modified: row.time,
    }));
    await context.log.append(events, 'found');
    for (const row of rows) statuses.set(statusKey(doctype, row), Number(row.values.docstatus));
  });
}

/** A document whose draft was not seen may have been submitted or changed after it: it is reported as changed. */
function toKind({ values, time }: TimedRow, { seen }: ReadMark, statusBefore: number | undefined): DocEventKind {
  const creation = fullTime(values.creation);
  if (statusBefore === undefined && creation !== null && (creation > seen || creation === time)) {
    return 'INSERT';
  }
  if (Number(values.docstatus) === 2) return 'CANCEL';
  return statusBefore === 0 && Number(values.docstatus) === 1 ? 'SUBMIT' : 'UPDATE';
}

function statusKey(doctype: string, { name }: TimedRow): string {
  return `${doctype}\n${name}`;
}
