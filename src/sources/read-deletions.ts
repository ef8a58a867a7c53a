import type { EventLog } from '../events/event-log.ts';
import type { EventSite } from './event-site.ts';
import { firstMark, formatMark, fullTime, parseMark, startOf } from './read-mark.ts';
import { readNewest, readRowsSince } from './rows-since.ts';

const DELETIONS = { doctype: 'Deleted Document', column: 'creation' } as const;
const FIELDS = ['name', 'creation', 'deleted_doctype', 'deleted_name'];

/** Finds the deletions since they were read last, in what the site keeps of deleted documents, for the log. */
export async function readDeletions(
  site: EventSite,
  log: EventLog,
  doctypes: readonly string[],
  overlapSeconds: number,
): Promise<void> {
  const mark = parseMark(await log.mark('deletions'));
  if (mark === null) {
    const newest = await readNewest(site, DELETIONS.doctype, DELETIONS.column);
    return log.setMark('deletions', formatMark(firstMark(newest)));
  }
  let { seen } = mark;
  const since = { ...DELETIONS, fields: FIELDS, from: startOf(mark, overlapSeconds) };
  for await (const rows of readRowsSince(site, { ...since, filters: [['deleted_doctype', 'in', doctypes]] })) {
    for (const row of rows) {
      const deletedAt = fullTime(row.creation);
      if (deletedAt === null || deletedAt <= mark.floor) continue;
      const [doctype, name] = [String(row.deleted_doctype), String(row.deleted_name)];
      await log.append([{ doctype, name, kind: 'DELETE', modified: deletedAt }], 'found');
      if (deletedAt > seen) seen = deletedAt;
    }
  }
  if (seen !== mark.seen) await log.setMark('deletions', formatMark({ ...mark, seen }));
}
