import { randomBytes } from 'node:crypto';
import type { DocEvent } from './doc-event.ts';
import { createEventFile, type EventFile, readEventFile } from './event-file.ts';
import type { EventLog, EventLogState, EventRetention, EventSource, Horizon, LoggedEvent } from './event-log.ts';
import { lockFile } from './file-lock.ts';
import { type KeptEvent, KeptEvents } from './kept-events.ts';
import type { KeyChange, KeyStore } from './key-store.ts';
import { MemoryKeys, type StampedKey } from './memory-keys.ts';
import { createSteadyClock } from './steady-clock.ts';

/** The file of the log of one process, and how long it keeps events. */
export interface FileEventLogOptions {
  /** null keeps events in memory only: after a restart, positions of before are not known. */
  file: string | null;
  /** The file of another site is replaced. */
  siteUrl: string;
  retention: EventRetention;
  horizon: Horizon;
  /** Called when events can no longer be kept, with the error, and when they can be kept again. */
  onState?(state: EventLogState, error?: unknown): void;
  /** Called when the file was removed or replaced, and has been written again. */
  onRestored?(): void;
}

/** How often the file is looked for while no event arrives, in ms. */
const CHECK_MS = 1_000;

/** The file is rewritten when it holds this many lines more than twice the kept events. */
const SLACK_LINES = 1_000;

interface Pending {
  events: readonly DocEvent[];
  source: EventSource;
  mark?: readonly [key: string, value: string];
  key?: KeyChange;
  /** @param isMade whether the key was replaced. */
  resolve: (isMade: boolean) => void;
  reject: (error: unknown) => void;
}

/**
 * Opens the log of a single process: events in memory, and each of them on disk before `append` resolves.
 *
 * @throws Error where the file cannot be read or written, or another process has it.
 */
export async function openFileEventLog(options: FileEventLogOptions): Promise<EventLog> {
  const { file } = options;
  const unlock = file === null ? () => Promise.resolve() : await lockFile(file);
  return openUnlocked(options, unlock).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
}

async function openUnlocked(options: FileEventLogOptions, unlock: () => Promise<void>): Promise<EventLog> {
  const { file, siteUrl, retention } = options;
  const content = file === null ? undefined : await readEventFile(file, siteUrl);
  const { header, events = [], marks = new Map<string, string>() } = content ?? {};
  const keys = new MemoryKeys();
  for (const change of content?.keys ?? []) keys.keep(change);
  const kept = new KeptEvents(retention, header?.log, header?.nextSeq);
  kept.keep(events);
  const now = createSteadyClock();
  kept.forget(now());
  const parts = { options, kept, keys, marks: new Map(marks), now, unlock };
  const log = new FileEventLog({ ...parts, file: file === null ? null : createEventFile(file) });
  await log.start();
  return log;
}

interface FileEventLogParts {
  options: FileEventLogOptions;
  kept: KeptEvents;
  keys: MemoryKeys;
  marks: Map<string, string>;
  now: () => number;
  file: EventFile | null;
  unlock: () => Promise<void>;
}

class FileEventLog implements EventLog {
  readonly keys: KeyStore;
  readonly #options: FileEventLogOptions;
  readonly #kept: KeptEvents;
  readonly #keys: MemoryKeys;
  readonly #marks: Map<string, string>;
  readonly #now: () => number;
  readonly #file: EventFile | null;
  readonly #unlock: () => Promise<void>;
  readonly #listeners = new Set<(event: LoggedEvent) => void>();
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;
  #linesInFile = 0;
  #state: EventLogState = 'ready';
  #checks: NodeJS.Timeout | undefined;

  constructor({ options, kept, keys, marks, now, file, unlock }: FileEventLogParts) {
    this.#options = options;
    this.#kept = kept;
    this.#keys = keys;
    this.keys = this.#openKeys();
    this.#marks = marks;
    this.#now = now;
    this.#file = file;
    this.#unlock = unlock;
  }

  async start(): Promise<void> {
    await this.#rewrite();
    const check = () => void this.#enqueue({ events: [], source: 'found' }).catch(() => {});
    if (this.#file !== null) this.#checks = setInterval(check, CHECK_MS).unref();
  }

  append(events: readonly DocEvent[], source: EventSource = 'announced'): Promise<void> {
    return this.#enqueue({ events, source }).then(() => {});
  }

  setMark(key: string, value: string): Promise<void> {
    return this.#enqueue({ events: [], source: 'found', mark: [key, value] }).then(() => {});
  }

  mark(key: string): Promise<string | null> {
    return Promise.resolve(this.#marks.get(key) ?? null);
  }

  /** The file is of this process alone. */
  lease(): Promise<boolean> {
    return Promise.resolve(true);
  }

  listen(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  head(): Promise<string> {
    return Promise.resolve(this.#kept.head());
  }

  readAfter(position: string): Promise<AsyncIterable<LoggedEvent> | null> {
    this.#kept.forget(this.#now());
    const events = this.#kept.after(position);
    return Promise.resolve(events && iterate(events, (event) => this.#kept.toLogged(event)));
  }

  state(): EventLogState {
    return this.#state;
  }

  async close(): Promise<void> {
    clearInterval(this.#checks);
    await this.#writing;
    await this.#file?.close();
    await this.#unlock();
  }

  /** Writes the file without the events that are forgotten. */
  async #rewrite(): Promise<void> {
    const { id, events, nextSeq } = this.#kept;
    const header = { log: id, site: this.#options.siteUrl, nextSeq: nextSeq - events.length };
    this.#keys.forget(this.#now());
    await this.#file?.replace(header, { events, marks: this.#marks, keys: this.#keys.entries });
    this.#linesInFile = events.length + this.#keys.count;
  }

  /** Each start has a name of its own: another process with this file has died. */
  #openKeys(): KeyStore {
    const self = randomBytes(6).toString('hex');
    return {
      self,
      read: (id) => Promise.resolve(this.#keys.read(id, this.#now())),
      replace: (key) => this.#enqueue({ events: [], source: 'found', key }),
      claimed: (doctype, names) => Promise.resolve(this.#keys.claimed(doctype, names)),
      isAlive: (process) => Promise.resolve(process === self),
    };
  }

  #enqueue(what: Omit<Pending, 'resolve' | 'reject'>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ ...what, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** All that came while one write was under way is one write after it; one sync of the disk serves many. */
  async #write(): Promise<void> {
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batches = this.#pending;
      this.#pending = [];
      try {
        await this.#restore();
        const replaced = await this.#commit(batches);
        for (const { resolve, key } of batches) resolve(key !== undefined && replaced.has(key));
      } catch (error) {
        this.#setState('unavailable', error);
        for (const { reject } of batches) reject(error);
      }
    }
    this.#writing = null;
  }

  /** Writes the file again if it was removed: it would be missing after a restart, and its path free for others. */
  async #restore(): Promise<void> {
    if (this.#file === null || (await this.#file.isInPlace())) return;
    await this.#rewrite();
    this.#options.onRestored?.();
    this.#setState('ready');
  }

  #setState(state: EventLogState, error?: unknown): void {
    if (state !== this.#state) this.#options.onState?.(state, error);
    this.#state = state;
  }

  /** @returns the keys that were replaced. */
  async #commit(batches: readonly Pending[]): Promise<ReadonlySet<KeyChange>> {
    const now = this.#now();
    const news = this.#kept.select(batches, now, this.#options.horizon());
    const marks = new Map(batches.flatMap(({ mark }) => (mark ? [mark] : [])));
    const given = batches.flatMap(({ key }) => key ?? []);
    const selected = this.#keys.select(given, now);
    const keys = selected.filter((change): change is StampedKey => change !== null);
    const lines = news.length + marks.size + keys.length;
    if (lines === 0) return new Set();
    if (this.#linesInFile > 2 * (this.#kept.count + this.#keys.count) + SLACK_LINES) await this.#rewrite();
    await this.#file?.append({ events: news, marks, keys });
    this.#setState('ready');
    this.#linesInFile += lines;
    for (const [key, value] of marks) this.#marks.set(key, value);
    for (const change of keys) this.#keys.keep(change);
    this.#keys.forget(now);
    this.#kept.keep(news);
    this.#kept.forget(now);
    for (const event of news) for (const listener of this.#listeners) listener(this.#kept.toLogged(event));
    return new Set(given.filter((_change, index) => selected[index] !== null));
  }
}

/** Each event gets its position when it is asked for: a reader may take minutes, and there may be many of them. */
async function* iterate(
  events: readonly KeptEvent[],
  toLogged: (event: KeptEvent) => LoggedEvent,
): AsyncIterable<LoggedEvent> {
  for (const event of events) yield toLogged(event);
}
