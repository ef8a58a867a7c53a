import type { DocEvent } from '../events/doc-event.ts';
import { readRows } from '../frappe/envelope.ts';
import { toListRequest } from '../frappe/list-request.ts';
import type { EventSite } from './event-site.ts';
import { fullTime } from './read-mark.ts';
import { type ReadContext, readSince } from './read-since.ts';
import { readRenameComment } from './rename-comment.ts';
import type { TimedRow } from './rows-since.ts';

/** A document that got another name, or that became a part of another one. */
export interface RenamedDoc {
  doctype: string;
  oldName: string;
  newName: string;
  /** When the site did it, in its zone; null if it does not say. */
  time: string | null;
}

const FIELDS = ['name', 'creation', 'reference_doctype', 'reference_name', 'content'];

/**
 * Finds the renames since they were read last, for the log. A rename changes no `modified` and fires no webhook: the
 * comment that the site writes is all there is.
 */
export async function readRenames(context: ReadContext, doctypes: readonly string[]): Promise<void> {
  const filters = [
    ['comment_type', '=', 'Edit'],
    ['reference_doctype', 'in', doctypes],
  ] as const;
  const reading = { key: 'renames', doctype: 'Comment', column: 'creation', fields: FIELDS, filters } as const;
  await readSince(context, reading, async (rows) => {
    const renames = rows.flatMap(toRenamed);
    if (renames.length === 0) return;
    const merged = await readMerged(context, renames);
    const events = renames.flatMap((renamed) =>
      toRenameEvents(renamed, merged.has(keyOf(renamed.doctype, renamed.oldName))),
    );
    await context.log.append(events, 'found');
  });
}

/** The events of a rename: the old name ends, the new one begins or, in a merge, is changed. */
export function toRenameEvents({ doctype, oldName, newName, time }: RenamedDoc, isMerge: boolean): DocEvent[] {
  return [
    { doctype, name: oldName, kind: 'DELETE', modified: time },
    { doctype, name: newName, kind: isMerge ? 'UPDATE' : 'INSERT', modified: time },
  ];
}

function toRenamed({ values, time }: TimedRow): RenamedDoc[] {
  const names = readRenameComment(String(values.content ?? ''), String(values.reference_name));
  return names === null ? [] : [{ doctype: String(values.reference_doctype), ...names, time }];
}

/**
 * Which of the old names were merged into others: these were deleted with a record, in the transaction of the comment.
 * The comment itself says so in the language of a user.
 */
async function readMerged(site: EventSite, renames: readonly RenamedDoc[]): Promise<ReadonlySet<string>> {
  const [first] = renames;
  const names = [...new Set(renames.map(({ oldName }) => oldName))];
  const query = {
    doctype: 'Deleted Document',
    fields: ['deleted_doctype', 'deleted_name'],
    filters: [
      ['deleted_name', 'in', names],
      ['creation', '>=', first?.time ?? ''],
    ] as const,
    orderBy: 'creation asc',
    limit: 0,
  };
  const rows = readRows(await site.client.send(toListRequest(query), site.account));
  return new Set(rows.map((row) => keyOf(String(row.deleted_doctype), String(row.deleted_name))));
}

function keyOf(doctype: string, name: string): string {
  return `${doctype}\n${name}`;
}

const NEWEST_COMMENTS = 20;

/** Asks the site when it renamed a document. @returns null if it keeps no comment about it. */
export async function readRenameTime(site: EventSite, renamed: Omit<RenamedDoc, 'time'>): Promise<string | null> {
  const query = {
    doctype: 'Comment',
    fields: FIELDS,
    filters: [
      ['comment_type', '=', 'Edit'],
      ['reference_doctype', '=', renamed.doctype],
      ['reference_name', '=', renamed.newName],
    ] as const,
    orderBy: 'creation desc',
    limit: NEWEST_COMMENTS,
  };
  const rows = readRows(await site.client.send(toListRequest(query), site.account));
  const about = rows.find((row) => {
    const names = readRenameComment(String(row.content ?? ''), renamed.newName);
    return names?.oldName === renamed.oldName && names.newName === renamed.newName;
  });
  return fullTime(about?.creation);
}
