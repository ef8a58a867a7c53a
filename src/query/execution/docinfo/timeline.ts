import { toPlainText } from '../../../frappe/plain-text.ts';
import type { LongWork } from '../../../turns.ts';
import type { Row } from '../../plan/read-plan.ts';

/** Something that happened to a document. */
export interface TimelineEntry {
  kind: string;
  name: string;
  user: string | null;
  creation: string | null;
  /** The event, as plain text. */
  text: string | null;
}

/** The lists of the docinfo that are events, with their kinds. */
const KINDS: Readonly<Record<string, string>> = {
  comments: 'COMMENT',
  communications: 'COMMUNICATION',
  automated_messages: 'COMMUNICATION',
  assignment_logs: 'ASSIGNMENT',
  attachment_logs: 'ATTACHMENT',
  like_logs: 'LIKE',
  workflow_logs: 'WORKFLOW',
  info_logs: 'INFO',
  views: 'VIEW',
};

/** Every kind of entry. */
export const TIMELINE_KINDS: readonly string[] = [...new Set(Object.values(KINDS))];

/** Puts what happened to a document into one list, the newest first. Lets others in between. */
export async function toTimeline(docinfo: Row, work: LongWork): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for (const [key, kind] of Object.entries(KINDS)) {
    for (const row of toRows(docinfo[key])) {
      entries.push(toEntry(kind, row));
      if (work.isDue) await work.rest();
    }
  }
  // Times of one site compare as text.
  return entries.sort((one, other) => compare(other.creation ?? '', one.creation ?? ''));
}

/** The rows of a list of the docinfo. */
export function toRows(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter((row): row is Row => typeof row === 'object' && row !== null) : [];
}

function toEntry(kind: string, row: Row): TimelineEntry {
  const text = toPlainText(String(row.content ?? row.subject ?? ''));
  return {
    kind,
    name: String(row.name),
    // A communication has a sender, who is not always a user.
    user: kind === 'COMMUNICATION' ? null : toText(row.owner),
    creation: toText(row.creation ?? row.communication_date),
    text: text === '' ? null : text,
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function toText(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
