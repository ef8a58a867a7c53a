import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from '../redis/redis-connection.ts';
import type { KeptEvent } from './kept-events.ts';
import { type StreamEntry, toKeptEvent, toSeq } from './redis-entries.ts';

/** The stream that a reader reads, and its listener. */
export interface ReaderOptions {
  /** A connection of its own: reading blocks it. */
  redis: Redis;
  stream: string;
  /** The log's id and the number of its newest event. */
  head(): Promise<{ log: string; seq: number }>;
  /** Gives the log another id, because it is not what it was. */
  rename(log: string): Promise<void>;
  onEvent(log: string, event: KeptEvent): void;
  /** Called after each success and each failure of reading. */
  onState(works: boolean): void;
}

const BLOCK_MS = 1_000;
const BATCH = 1_000;

/**
 * Follows a stream from its end on. After a time without connection it goes on where it was. A Redis that came back
 * with less than it had before (its last second was not on disk, a replica took over) has another history: the log gets
 * another id, so that no position of before is taken for one of now.
 */
export class RedisReader {
  readonly #options: ReaderOptions;
  #log: string | null = null;
  #last: Pick<KeptEvent, 'seq' | 'at' | 'name'> = { seq: 0, at: 0, name: '' };
  /** If a log begins again, older events were delivered before it was lost. */
  #toldUntil = 0;
  #isStopped = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Reads until it is stopped. */
  async run(): Promise<void> {
    let isSure = false;
    while (!this.#isStopped) {
      try {
        if (!isSure) await this.#findPlace();
        isSure = !(await this.#readOn());
        this.#options.onState(true);
      } catch {
        // Stopping closes the connection that was being read.
        if (this.#isStopped) return;
        isSure = false;
        this.#options.onState(false);
        await delay(BLOCK_MS / 4);
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Finds out whether the log is still the one that was read, and where to go on. */
  async #findPlace(): Promise<void> {
    const { head, rename } = this.#options;
    const { log, seq } = await head();
    if (this.#log === log && !(await this.#isSameHistory(seq))) {
      await rename(log);
      return this.#findPlace();
    }
    if (this.#log === null) {
      this.#last = { seq, at: 0, name: '' };
    } else if (this.#log !== log) {
      this.#toldUntil = this.#last.at;
      this.#last = { seq: 0, at: 0, name: '' };
    }
    this.#log = log;
  }

  async #isSameHistory(newest: number): Promise<boolean> {
    const { seq, at, name } = this.#last;
    if (newest < seq) return false;
    if (seq === 0 || name === '') return true;
    const { redis, stream } = this.#options;
    const [entry] = (await redis.xrange(stream, `${seq}-0`, `${seq}-0`)) as StreamEntry[];
    const event = entry && toKeptEvent(entry);
    return !event || (event.at === at && event.name === name);
  }

  /** @returns whether nothing came for a while, so that it is worth a look whether the log is still the same. */
  async #readOn(): Promise<boolean> {
    const { redis, stream, onEvent } = this.#options;
    const from = `${this.#last.seq}-0`;
    const answer = await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', stream, from);
    const entries = (answer?.[0]?.[1] ?? []) as StreamEntry[];
    for (const entry of entries) {
      const event = toKeptEvent(entry);
      if (event === null) {
        // Such an entry would be read again at once, and again.
        this.#last = { seq: toSeq(entry[0]), at: 0, name: '' };
        continue;
      }
      if (this.#log !== null && event.at > this.#toldUntil) onEvent(this.#log, event);
      this.#last = event;
    }
    return entries.length === 0;
  }
}
