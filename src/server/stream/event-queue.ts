import { GatewayError } from '../../errors.ts';
import type { EventLog, LoggedEvent } from '../../events/event-log.ts';
import { readLog } from './read-log.ts';

/** Events that wait to be read at most; the log keeps those beyond, and they are taken from there. */
const MAX_WAITING = 1_000;

/** Events that are read together. */
const BATCH = 100;

/** Positions of replayed events that are remembered, as the same events may still come in as news. */
const MAX_REPLAYED = 10_000;

/**
 * The events that a stream still has to deliver, each once and in their order, from a place in the log on. Bounded in
 * memory: a stream that falls behind goes on from the log.
 */
export class EventQueue {
  readonly #events: EventLog;
  readonly #wants: (event: LoggedEvent) => boolean;
  #waiting: LoggedEvent[] = [];
  #missed: AsyncIterator<LoggedEvent> | null = null;
  readonly #replayed = new Set<string>();
  /** Everything up to here is delivered. */
  #position = '';
  #isBehind = false;
  #isIdle = true;

  constructor(events: EventLog, wants: (event: LoggedEvent) => boolean) {
    this.#events = events;
    this.#wants = wants;
  }

  get position(): string {
    return this.#position;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#isBehind && this.#missed === null;
  }

  /** Starts at the newest event. */
  async beginNow(): Promise<void> {
    this.#position = await readLog(this.#events, () => this.#events.head());
  }

  /**
   * Starts behind a place in the log.
   *
   * @throws GatewayError `RESUME_EXPIRED`
   */
  async beginAfter(position: string): Promise<void> {
    this.#position = position;
    await this.#replay();
  }

  hear(event: LoggedEvent, previous: string): void {
    if (this.#isIdle && this.isEmpty && previous !== '') this.#position = previous;
    if (this.#isBehind || !this.#wants(event)) return;
    this.#waiting.push(event);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting = [];
    this.#isBehind = true;
  }

  /**
   * The next events, or none if all are delivered. Events taken before count as delivered.
   *
   * @throws GatewayError `RESUME_EXPIRED` if the log does not go back to where the stream is.
   */
  async take(): Promise<LoggedEvent[]> {
    this.#isIdle = false;
    if (this.#isBehind && this.#missed === null) await this.#replay();
    const missed = this.#missed === null ? [] : await this.#takeMissed(this.#missed);
    const batch = missed.length > 0 ? missed : this.#takeWaiting();
    if (batch.length === 0 && (this.#isBehind || this.#waiting.length > 0)) return this.take();
    this.#isIdle = batch.length === 0;
    return batch;
  }

  /** Marks an event as delivered or skipped. */
  done(event: LoggedEvent): void {
    this.#position = event.position;
  }

  async #replay(): Promise<void> {
    this.#isBehind = false;
    const missed = await readLog(this.#events, () => this.#events.readAfter(this.#position));
    if (missed === null) {
      throw new GatewayError('RESUME_EXPIRED', 'The events after this resume token are no longer kept.');
    }
    this.#missed = missed[Symbol.asyncIterator]();
  }

  async #takeMissed(missed: AsyncIterator<LoggedEvent>): Promise<LoggedEvent[]> {
    const batch: LoggedEvent[] = [];
    while (batch.length < BATCH) {
      const { done, value } = await readLog(this.#events, () => missed.next());
      if (done) {
        this.#missed = null;
        break;
      }
      this.#replayed.add(value.position);
      if (this.#replayed.size > MAX_REPLAYED) this.#replayed.delete(oldestOf(this.#replayed));
      if (this.#wants(value)) batch.push(value);
    }
    return batch;
  }

  /** News come in the order of the log: behind the first that was not replayed, none was. */
  #takeWaiting(): LoggedEvent[] {
    const batch = this.#waiting.splice(0, BATCH);
    if (this.#replayed.size === 0) return batch;
    const first = batch.findIndex(({ position }) => !this.#replayed.has(position));
    if (first === -1) return [];
    this.#replayed.clear();
    return batch.slice(first);
  }
}

function oldestOf(positions: ReadonlySet<string>): string {
  const [oldest = ''] = positions;
  return oldest;
}
