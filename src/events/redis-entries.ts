import { DOC_EVENT_KINDS, type DocEventKind } from './doc-event.ts';
import type { LoggedEvent } from './event-log.ts';
import type { KeptEvent } from './kept-events.ts';

/** An entry of a stream, as Redis gives it: its id, and names and values of its fields in turn. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

/** Reads an entry that `redis-scripts.ts` wrote. @returns null for anything else. */
export function toKeptEvent([id, fields]: StreamEntry): KeptEvent | null {
  // A value can be the name of another field: a document can be called "kind".
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) values.set(fields[at] as string, fields[at + 1] as string);
  const [at, doctype, name, kind, modified] = ['at', 'doctype', 'name', 'kind', 'modified'].map((key) =>
    values.get(key),
  );
  if (!doctype || !name || !isKind(kind)) return null;
  return { seq: toSeq(id), at: Number(at), doctype, name, kind, modified: modified || null };
}

/** The number of an entry: its id is made of it. */
export function toSeq(id: string): number {
  return Number(id.split('-')[0]);
}

/** The event as readers get it. */
export function toLoggedEvent(log: string, { seq, at: _, ...event }: KeptEvent): LoggedEvent {
  return { ...event, position: toPosition(log, seq) };
}

/** The position of an event in a log. */
export function toPosition(log: string, seq: number): string {
  return `${log}-${seq}`;
}

/** @returns null if the text is not a position of this log. */
export function parsePosition(log: string, position: string): number | null {
  const [id, seq = ''] = position.split('-');
  return id === log && /^\d{1,15}$/.test(seq) ? Number(seq) : null;
}

function isKind(value: unknown): value is DocEventKind {
  return DOC_EVENT_KINDS.includes(value as DocEventKind);
}
