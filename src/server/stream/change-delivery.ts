import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { LoggedEvent } from '../../events/event-log.ts';
import { type Decision, keyOf } from './read-visibility.ts';
import type { ResumeTokens } from './resume-tokens.ts';
import type { Subscriber } from './shared-stream.ts';
import { ShownNames } from './shown-names.ts';
import type { StreamHold } from './stream-memory.ts';

/** Documents that a stream remembers to have shown. */
const MAX_SHOWN = 10_000;

/** Documents that a resume token remembers. */
const MAX_MARKS = 128;

/** Stands for the resume token in a result that is shared by subscribers with different ones. */
export const TOKEN_PLACEHOLDER = `token-${randomUUID()}`;

/** The subscribers of a stream, and what each of them was shown. */
export class ChangeDelivery {
  readonly #tokens: ResumeTokens;
  readonly #fingerprint: string;
  readonly #shown: ShownNames;
  readonly #marks = new LRUCache<string, string>({ max: MAX_MARKS });
  /** How many showings there were when each came. */
  readonly #since = new Map<Subscriber, number>();
  /** Marks of documents that were shown before the stream went on from a resume token. */
  readonly #remembered: Set<string>;
  /** The one document that all of them asked for, while they may read it. */
  #asked: string | null = null;

  /**
   * @param marks those of the resume token that the stream goes on from.
   * @param hold counts the memory of what is shown.
   */
  constructor(tokens: ResumeTokens, fingerprint: string, marks: readonly string[], hold: Pick<StreamHold, 'trySet'>) {
    this.#shown = new ShownNames(MAX_SHOWN, MAX_MARKS, hold);
    this.#tokens = tokens;
    this.#fingerprint = fingerprint;
    this.#remembered = new Set(marks);
  }

  get subscribers(): Iterable<Subscriber> {
    return this.#since.keys();
  }

  get size(): number {
    return this.#since.size;
  }

  /** @param position the start of the subscriber's part of the stream. */
  add(subscriber: Subscriber, position: string): void {
    const since = this.#shown.count;
    this.#since.set(subscriber, since);
    if (subscriber.delivery.needsTokens)
      subscriber.delivery.begin(this.#tokenAt(position, this.#shown.countLatest(since)));
  }

  remove(subscriber: Subscriber): void {
    this.#since.delete(subscriber);
  }

  /**
   * Remembers a document that all of them asked for and may read: they are notified when it is deleted, shown or not.
   */
  know(key: string): void {
    this.#asked = key;
  }

  /** Whether anybody was shown a document, or asked for it. */
  isKnown(key: string): boolean {
    return this.#shown.has(key) || this.#isAsked(key) || this.#isRemembered(key);
  }

  /** The subscribers that are notified of a change. */
  audience({ audience }: Decision, event: LoggedEvent): Subscriber[] {
    if (audience === 'nobody') return [];
    const key = keyOf(event);
    const isForAll = audience === 'all' || this.#isRemembered(key) || (audience === 'knowing' && this.#isAsked(key));
    if (isForAll) return [...this.#since.keys()];
    if (!this.#shown.has(key)) return [];
    return [...this.#since].flatMap(([subscriber, since]) => (this.#shown.wasShown(key, since) ? [subscriber] : []));
  }

  /** Keeps in mind what a decision says of its document. */
  remember({ memory }: Decision, event: LoggedEvent): void {
    if (memory === 'keep') return;
    const key = keyOf(event);
    if (memory === 'show') this.#shown.show(key);
    else this.#shown.forget(key);
    if (memory === 'forget' && this.#asked === key) this.#asked = null;
    if (this.#remembered.size === 0) return;
    this.#remembered.delete(this.#markOf(key));
    if (memory === 'forget') this.#remembered.delete(this.#markOf(toAsked(key)));
  }

  /** Sends one result: the same text to all whose tokens are the same. */
  send(audience: readonly Subscriber[], json: string, position: string): void {
    const parts = json.split(TOKEN_PLACEHOLDER);
    const sent = new Map<number, { json: string; token: string }>();
    for (const subscriber of audience) {
      const { delivery } = subscriber;
      if (parts.length === 1 && !delivery.needsTokens) {
        delivery.next(json, null);
        continue;
      }
      const shown = this.#shown.countLatest(this.#since.get(subscriber) ?? 0);
      let own = sent.get(shown);
      if (own === undefined) {
        const token = this.#tokenAt(position, shown);
        own = { token, json: parts.join(token) };
        sent.set(shown, own);
      }
      delivery.next(own.json, own.token);
    }
  }

  #isRemembered(key: string): boolean {
    return this.#remembered.size > 0 && this.#remembered.has(this.#markOf(key));
  }

  #isAsked(key: string): boolean {
    return this.#asked === key || this.#isRemembered(toAsked(key));
  }

  /** @param shown how many of the latest documents its holder was shown. */
  #tokenAt(position: string, shown: number): string {
    const asked = this.#asked === null ? [] : [toAsked(this.#asked)];
    const marks = [...asked, ...this.#shown.latest(shown)].map((key) => this.#markOf(key));
    return this.#tokens.seal({ position, marks: [...marks, ...this.#remembered].slice(0, MAX_MARKS) });
  }

  #markOf(key: string): string {
    const known = this.#marks.get(key) ?? this.#tokens.mark(this.#fingerprint, key);
    this.#marks.set(key, known);
    return known;
  }
}

/** The mark in a token for a document that was asked for and not shown. No key of a document starts so. */
function toAsked(key: string): string {
  return `\n${key}`;
}
