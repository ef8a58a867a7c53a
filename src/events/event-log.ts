import type { DocEvent } from './doc-event.ts';
import type { KeyStore } from './key-store.ts';

/** An event with its place in the log. */
export interface LoggedEvent extends DocEvent {
  /**
   * The position of the event in the log of its site: opaque text, for `readAfter`. Later events have later positions,
   * and the log alone compares them.
   */
  position: string;
}

/** The callbacks of a log for its state. */
export type EventLogState = 'ready' | 'unavailable';

/** How long events are kept: both bounds hold. */
export interface EventRetention {
  seconds: number;
  count: number;
}

/** The latest time that does not lie in the future of the site, in its zone; null if that is not known. */
export type Horizon = () => string | null;

/**
 * The events of one site in the order in which they were kept: what the sources write to and subscriptions read from.
 * One process keeps it in a file, several share it through Redis.
 */
export interface EventLog {
  /**
   * Keeps events for as long as the retention says. Resolves when they are safe from a crash of this process; events
   * that are known already, or older than what is known, are left out (`event-order.ts`).
   *
   * @throws Error where they cannot be kept at present; listeners are then notified of none.
   */
  append(events: readonly DocEvent[], source?: EventSource): Promise<void>;
  /**
   * Calls back for each event that is kept from now on, in order, from whichever process it came. A listener must not
   * throw.
   */
  listen(listener: (event: LoggedEvent) => void): () => void;
  /** The position of the newest event; a reader who starts there misses nothing that comes later. */
  head(): Promise<string>;
  /**
   * The events after a position, oldest first, up to the newest at this moment. A caller that listens before it
   * asks misses none, and recognises those that it gets twice by their positions.
   *
   * @returns null if the position is older than the retention, or not of this log.
   */
  readAfter(position: string): Promise<AsyncIterable<LoggedEvent> | null>;
  /** The note of a source under a key, such as how far it has read, or null. Notes do not expire. */
  mark(key: string): Promise<string | null>;
  /** Notes it, in the same way as events are kept. @throws Error where that fails. */
  setMark(key: string, value: string): Promise<void>;
  /**
   * Takes or keeps a duty that one of the processes that share the log has at a time.
   *
   * @returns whether this process has it for the next `ms` milliseconds.
   */
  lease(duty: string, ms: number): Promise<boolean>;
  /** The keys of requests, kept in the same place. */
  readonly keys: KeyStore;
  /** Whether the log works at present; reported by `/ready` and to subscribers. */
  state(): EventLogState;
  close(): Promise<void>;
}

/**
 * The origin of events: the site itself as they happen, or a poller of its tables, which cannot know what kind it was
 * and only closes gaps.
 */
export type EventSource = 'announced' | 'found';
