import type { DocEvent, DocEventKind } from './doc-event.ts';
import type { EventSource } from './event-log.ts';

/** The newest known change of a document: its time, and the kinds of events reported for it. */
export interface KnownChange {
  modified: string | null;
  kinds: readonly DocEventKind[];
}

/**
 * Whether an event says something new. A site sends a webhook again when it got no answer, sends several for one
 * change, and its workers keep no order. So what is older than the newest change known is left out, as are a kind that
 * was reported of this very change, a plain update where a more specific event was reported, and everything up to the
 * deletion of a document that is gone. An event found by polling is left out if anything is known of that change.
 *
 * An event without a time cannot be compared. It is news, but for the deletion of what is gone. A known time that lies
 * in the site's future hides nothing: any other time is news.
 *
 * @param horizon the latest time that is not in the future of the site; null if that is not known.
 */
export function isNews(
  known: KnownChange | undefined,
  event: DocEvent,
  source: EventSource = 'announced',
  horizon: string | null = null,
): boolean {
  if (known === undefined) return true;
  const isGone = known.kinds.includes('DELETE');
  if (isGone && event.kind === 'DELETE') return false;
  if (event.modified === null || known.modified === null) return true;
  if (event.modified !== known.modified) {
    return event.modified > known.modified || (horizon !== null && known.modified > horizon);
  }
  return source === 'announced' && event.kind !== 'UPDATE' && !isGone && !known.kinds.includes(event.kind);
}

/** The poller reports documents created since its last look as inserts; if the log already has one, it is an update. */
export function asFound(known: KnownChange | undefined, event: DocEvent, source: EventSource): DocEvent {
  const isOld = source === 'found' && event.kind === 'INSERT' && known !== undefined && !known.kinds.includes('DELETE');
  return isOld ? { ...event, kind: 'UPDATE' } : event;
}

/** The known change after a new event. An event without a time says nothing of the newest change. */
export function toKnown(known: KnownChange | undefined, event: DocEvent): KnownChange {
  const { modified, kind } = event;
  if (known === undefined) return { modified, kinds: [kind] };
  if (modified !== null) return { modified, kinds: modified === known.modified ? [...known.kinds, kind] : [kind] };
  const isTurn = kind === 'DELETE' || known.kinds.includes('DELETE');
  return isTurn ? { modified: known.modified, kinds: [kind] } : known;
}

/** The key of a document among all of its site. */
export function documentKey({ doctype, name }: Pick<DocEvent, 'doctype' | 'name'>): string {
  return `${doctype}\n${name}`;
}
