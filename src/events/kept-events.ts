import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { keepRecent } from '../recent-values.ts';
import type { DocEvent } from './doc-event.ts';
import type { EventRetention, EventSource, LoggedEvent } from './event-log.ts';
import { asFound, documentKey, isNews, type KnownChange, toKnown } from './event-order.ts';

/** An event as a log in this process keeps it. */
export interface KeptEvent extends DocEvent {
  /** Counts up by one. */
  seq: number;
  /** When it was kept: milliseconds of this machine's clock. */
  at: number;
}

/** Events that arrived together, from one source. */
interface EventBatch {
  events: readonly DocEvent[];
  source: EventSource;
}

/** The events that a log holds in memory, within its retention, and what is known of their documents. */
export class KeptEvents {
  /** Part of every position, so that one of another log is not taken for one of this. */
  readonly id: string;
  readonly #retention: EventRetention;
  readonly #known: LRUCache<string, KnownChange>;
  #events: KeptEvent[] = [];
  /** Those before it are forgotten; the list is cut now and then, not at each event. */
  #first = 0;
  #nextSeq: number;

  constructor(retention: EventRetention, id = randomBytes(6).toString('hex'), nextSeq = 1) {
    this.id = id;
    this.#retention = retention;
    this.#nextSeq = nextSeq;
    this.#known = keepRecent(retention.count);
  }

  get events(): readonly KeptEvent[] {
    return this.#events.slice(this.#first);
  }

  get count(): number {
    return this.#events.length - this.#first;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  /**
   * Those of the events that are news, in their order, with their places; nothing is kept yet.
   *
   * @param horizon the latest time that is not in the future of the site; null if that is not known.
   */
  select(batches: readonly EventBatch[], at: number, horizon: string | null): KeptEvent[] {
    const changed = new Map<string, KnownChange>();
    const news: KeptEvent[] = [];
    for (const { events, source } of batches) {
      for (const given of events) {
        const key = documentKey(given);
        const known = changed.get(key) ?? this.#known.get(key);
        const event = asFound(known, given, source);
        if (!isNews(known, event, source, horizon)) continue;
        changed.set(key, toKnown(known, event));
        news.push({ ...event, seq: this.#nextSeq + news.length, at });
      }
    }
    return news;
  }

  /** Keeps what `select` gave. */
  keep(events: readonly KeptEvent[]): void {
    for (const event of events) {
      const key = documentKey(event);
      this.#known.set(key, toKnown(this.#known.get(key), event));
      this.#events.push(event);
      this.#nextSeq = event.seq + 1;
    }
  }

  /** Forgets what the retention does not cover. */
  forget(now: number): void {
    const oldest = now - this.#retention.seconds * 1000;
    this.#first = Math.max(this.#first, this.#events.length - this.#retention.count);
    while ((this.#events[this.#first]?.at ?? Number.POSITIVE_INFINITY) < oldest) this.#first += 1;
    if (this.#first <= this.count) return;
    this.#events = this.#events.slice(this.#first);
    this.#first = 0;
  }

  head(): string {
    return this.#positionOf(this.#nextSeq - 1);
  }

  toLogged({ seq, at: _, ...event }: KeptEvent): LoggedEvent {
    return { ...event, position: this.#positionOf(seq) };
  }

  /** @returns null if the position is older than what is kept, or of another log. */
  after(position: string): readonly KeptEvent[] | null {
    const [id, text = ''] = position.split('-');
    if (id !== this.id || !/^\d{1,15}$/.test(text)) return null;
    const seq = Number(text);
    const firstSeq = this.#nextSeq - this.count;
    if (seq < firstSeq - 1 || seq >= this.#nextSeq) return null;
    return this.#events.slice(this.#first + seq + 1 - firstSeq);
  }

  #positionOf(seq: number): string {
    return `${this.id}-${seq}`;
  }
}
