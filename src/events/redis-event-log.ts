import { randomBytes } from 'node:crypto';
import { connectRedis, type Redis, redisPrefix, tryToConnect } from '../redis/redis-connection.ts';
import type { DocEvent } from './doc-event.ts';
import type { EventLog, EventLogState, EventRetention, EventSource, Horizon, LoggedEvent } from './event-log.ts';
import { documentKey } from './event-order.ts';
import { parsePosition, type StreamEntry, toKeptEvent, toLoggedEvent, toPosition, toSeq } from './redis-entries.ts';
import { RedisKeys } from './redis-keys.ts';
import { RedisReader } from './redis-reader.ts';
import { APPEND, LEASE, RENAME } from './redis-scripts.ts';

/** The Redis log that several processes share, and how long it keeps events. */
export interface RedisEventLogOptions {
  url: string;
  /** Part of every key: processes share the log of a site where they name it alike. */
  siteUrl: string;
  retention: EventRetention;
  horizon: Horizon;
  /** Called when the Redis goes away and when it is back. */
  onState(state: EventLogState): void;
}

const PAGE = 500;

/** Opens the log. A Redis that is away does not stop it: the log is unavailable until it is back. */
export async function openRedisEventLog(options: RedisEventLogOptions): Promise<EventLog> {
  const [redis, blocking] = [connectRedis(options.url), connectRedis(options.url, null)];
  await Promise.all([tryToConnect(redis), tryToConnect(blocking)]);
  const log = new RedisEventLog(options, redis, blocking);
  await log.head().catch(() => {});
  log.start();
  return log;
}

class RedisEventLog implements EventLog {
  readonly keys: RedisKeys;
  readonly #options: RedisEventLogOptions;
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #reader: RedisReader;
  readonly #prefix: string;
  readonly #self = newId();
  readonly #listeners = new Set<(event: LoggedEvent) => void>();
  #state: EventLogState = 'ready';
  #reading: Promise<void> = Promise.resolve();

  constructor(options: RedisEventLogOptions, redis: Redis, blocking: Redis) {
    this.#options = options;
    this.#redis = redis;
    this.#blocking = blocking;
    this.#prefix = redisPrefix(options.siteUrl);
    this.keys = new RedisKeys(redis, this.#prefix, this.#self);
    this.#reader = new RedisReader({
      redis: blocking,
      stream: this.#key('events'),
      head: () => this.#look(),
      rename: async (log) => void (await redis.eval(RENAME, 1, this.#key('meta'), log, newId())),
      onEvent: (log, event) => {
        for (const listener of this.#listeners) listener(toLoggedEvent(log, event));
      },
      onState: (works) => this.#setState(works ? 'ready' : 'unavailable'),
    });
  }

  start(): void {
    this.#reading = this.#reader.run();
  }

  async append(events: readonly DocEvent[], source: EventSource = 'announced'): Promise<void> {
    await this.#run(events, source);
  }

  listen(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async head(): Promise<string> {
    const { log, seq } = await this.#run([], 'found');
    return toPosition(log, seq);
  }

  async readAfter(position: string): Promise<AsyncIterable<LoggedEvent> | null> {
    const { log, seq: newest } = await this.#run([], 'found');
    const seq = parsePosition(log, position);
    if (seq === null || seq > newest) return null;
    const [oldest] = await this.#range(1, newest, 1);
    const firstSeq = oldest ? toSeq(oldest[0]) : newest + 1;
    return seq < firstSeq - 1 ? null : this.#read(log, seq + 1, newest);
  }

  async mark(key: string): Promise<string | null> {
    return this.#redis.hget(this.#key('marks'), key);
  }

  async setMark(key: string, value: string): Promise<void> {
    await this.#redis.hset(this.#key('marks'), key, value);
  }

  async lease(duty: string, ms: number): Promise<boolean> {
    return (await this.#redis.eval(LEASE, 1, this.#key(`duty:${duty}`), this.#self, ms)) === 1;
  }

  state(): EventLogState {
    return this.#redis.status === 'ready' ? this.#state : 'unavailable';
  }

  async close(): Promise<void> {
    this.keys.close();
    this.#reader.stop();
    this.#blocking.disconnect();
    this.#redis.disconnect();
    await this.#reading;
  }

  /** Fails also if the Redis keeps no events at present: one without memory, or a replica, still answers reads. */
  async #look(): Promise<{ log: string; seq: number }> {
    const [head] = await Promise.all([this.#run([], 'found'), this.setMark('reader', this.#self)]);
    return head;
  }

  async #run(events: readonly DocEvent[], source: EventSource): Promise<{ log: string; seq: number }> {
    const { seconds, count } = this.#options.retention;
    const keys = [
      this.#key('meta'),
      this.#key('events'),
      ...events.map((event) => this.#key(`known:${documentKey(event)}`)),
    ];
    const values = events.flatMap(({ doctype, name, kind, modified }) => [doctype, name, kind, modified ?? '']);
    const args = [newId(), seconds * 1000, count, source, this.#options.horizon() ?? '', ...values];
    const answer = await this.#redis.eval(APPEND, keys.length, ...keys, ...args);
    const [log, seq] = Array.isArray(answer) ? (answer as unknown[]) : [];
    if (typeof log !== 'string') throw new Error('Redis gave no id of the log.');
    return { log, seq: Number(seq) };
  }

  async *#read(log: string, from: number, to: number): AsyncIterable<LoggedEvent> {
    for (let next = from; next <= to; ) {
      const entries = await this.#range(next, to, PAGE);
      for (const entry of entries) {
        // Also behind one that it does not know, or it would be read without end.
        next = toSeq(entry[0]) + 1;
        const event = toKeptEvent(entry);
        if (event === null) continue;
        yield toLoggedEvent(log, event);
      }
      if (entries.length < PAGE) return;
    }
  }

  async #range(from: number, to: number, count: number): Promise<StreamEntry[]> {
    return (await this.#redis.xrange(this.#key('events'), `${from}-0`, `${to}-0`, 'COUNT', count)) as StreamEntry[];
  }

  #key(name: string): string {
    return this.#prefix + name;
  }

  #setState(state: EventLogState): void {
    if (state !== this.#state) this.#options.onState(state);
    this.#state = state;
  }
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
