import type { EventLog, LoggedEvent } from '../../events/event-log.ts';

/** A listener of events: `previous` is the position of the event before. */
export interface EventListener {
  hear(event: LoggedEvent, previous: string): void;
}

/** Passes each event to the listeners of its DocType alone. */
export interface EventIndex {
  /** Listens to these DocTypes, and to no others any more; null listens to all. */
  listen(listener: EventListener, doctypes: Iterable<string> | null): void;
  forget(listener: EventListener): void;
  close(): void;
}

/** Listens to a log, once for all. */
export function createEventIndex(events: EventLog): EventIndex {
  const byDoctype = new Map<string, Set<EventListener>>();
  const doctypesOf = new Map<EventListener, readonly string[]>();
  const ofAll = new Set<EventListener>();
  let previous = '';
  const stop = events.listen((event) => {
    for (const listeners of [ofAll, byDoctype.get(event.doctype) ?? []]) {
      for (const listener of listeners) listener.hear(event, previous);
    }
    previous = event.position;
  });
  const forget = (listener: EventListener) => {
    for (const doctype of doctypesOf.get(listener) ?? []) {
      const listeners = byDoctype.get(doctype);
      listeners?.delete(listener);
      if (listeners?.size === 0) byDoctype.delete(doctype);
    }
    doctypesOf.delete(listener);
    ofAll.delete(listener);
  };
  return {
    listen: (listener, doctypes) => {
      forget(listener);
      if (doctypes === null) {
        ofAll.add(listener);
        return;
      }
      const wanted = [...doctypes];
      doctypesOf.set(listener, wanted);
      for (const doctype of wanted) {
        const listeners = byDoctype.get(doctype) ?? new Set();
        byDoctype.set(doctype, listeners.add(listener));
      }
    },
    forget,
    close: stop,
  };
}
