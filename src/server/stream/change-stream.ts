import { badUserInput } from '../../errors.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { type ChangeFeed, type DocChange, feedOf } from '../../features/subscription/fields/change-feed.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { freeCalls } from '../../frappe/operation-budget.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { ownTurn } from '../../turns.ts';
import type { ServedModel } from '../site/served-site.ts';
import { ChangeDelivery, TOKEN_PLACEHOLDER } from './change-delivery.ts';
import { EventQueue } from './event-queue.ts';
import { decide, keyOf, readVisibility } from './read-visibility.ts';
import type { ResumePoint } from './resume-tokens.ts';
import { retryRead } from './retry-read.ts';
import type { SharedStream, Subscriber } from './shared-stream.ts';
import { adoptSchema, planStream, type StreamOperation, type StreamSite, showChange } from './stream-operation.ts';

/**
 * The changes that one subscription reports, for all subscribers with the same credential. An event is read
 * once, with that credential, when it is delivered; each subscriber's access is decided separately.
 */
export class ChangeStream implements SharedStream {
  readonly #site: StreamSite;
  readonly #operation: StreamOperation;
  readonly #abort = new AbortController();
  readonly #queue: EventQueue;
  readonly #delivery: ChangeDelivery;
  readonly #resumed: ResumePoint | null;
  #served: ServedModel;
  #feed: ChangeFeed;
  #starting: Promise<void> | null = null;
  #isStarted = false;
  #isRunning = false;

  /**
   * @param lastEventId where the connection says to go on; the argument `after` comes first.
   * @throws RefusedOperation, GatewayError for what is wrong with the operation.
   */
  constructor(site: StreamSite, operation: StreamOperation, feed: ChangeFeed, lastEventId: string | null) {
    this.#site = site;
    this.#operation = { ...operation, caller: { ...operation.caller, signal: this.#abort.signal } };
    this.#served = site.current();
    this.#feed = feed;
    this.#resumed = openToken(site, feed.after, 'after') ?? openToken(site, lastEventId, 'Last-Event-ID');
    this.#queue = new EventQueue(site.events, (event) => this.#wants(event));
    const { fingerprint } = operation.caller.token;
    const hold = site.shownMemory.open(laneOf(operation.caller));
    this.#abort.signal.addEventListener('abort', hold.release, { once: true });
    this.#delivery = new ChangeDelivery(site.tokens, fingerprint, this.#resumed?.marks ?? [], hold);
  }

  get doctypes(): ReadonlySet<string> | null {
    return this.#feed.doctypes;
  }

  get caller(): CallerContext {
    return this.#operation.caller;
  }

  get size(): number {
    return this.#delivery.size;
  }

  /** Those who go on from a token share a stream only while it has not gone on yet. */
  get isOpen(): boolean {
    return !this.isEnded && (this.#resumed === null || !this.#isStarted);
  }

  get isEnded(): boolean {
    return this.#abort.signal.aborted;
  }

  start(): Promise<void> {
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  add(subscriber: Subscriber): void {
    this.#delivery.add(subscriber, this.#queue.position);
    void this.#run();
  }

  remove(subscriber: Subscriber): void {
    this.#delivery.remove(subscriber);
    if (this.size === 0) this.#abort.abort();
  }

  adoptModel(): void {
    if (this.#isStarted && !this.#isRunning && !this.isEnded) this.#adoptModel();
  }

  hear(event: LoggedEvent, previous: string): void {
    this.#queue.hear(event, previous);
    void this.#run();
  }

  end(error?: unknown): void {
    this.#abort.abort();
    for (const subscriber of [...this.#delivery.subscribers]) subscriber.end(error);
  }

  async #begin(): Promise<void> {
    if (this.#resumed === null) await this.#queue.beginNow();
    else await this.#queue.beginAfter(this.#resumed.position);
    const isReadable = await this.#feed.probe(this.#openScope());
    const { name } = this.#feed;
    if (name !== null && isReadable)
      for (const doctype of this.doctypes ?? []) this.#delivery.know(keyOf({ doctype, name }));
    this.#isStarted = true;
  }

  /** The log has the events of all DocTypes. */
  #wants({ doctype, name, kind }: LoggedEvent): boolean {
    const isOfDoctype = this.doctypes?.has(doctype) ?? true;
    return isOfDoctype && this.#feed.kinds.has(kind) && (this.#feed.name === null || this.#feed.name === name);
  }

  /** Delivers the waiting events, until none is left. */
  async #run(): Promise<void> {
    if (this.#isRunning || !this.#isStarted) return;
    this.#isRunning = true;
    try {
      for (let batch = await this.#queue.take(); batch.length > 0; batch = await this.#queue.take()) {
        await this.#deliver(batch);
      }
    } catch (error) {
      if (!this.isEnded) this.end(error);
    } finally {
      this.#isRunning = false;
      // Events that arrived while the last look at the queue found nothing.
      if (!this.#queue.isEmpty && !this.isEnded) void this.#run();
    }
  }

  async #deliver(events: readonly LoggedEvent[]): Promise<void> {
    this.#adoptModel();
    const isKnown = (key: string) => this.#delivery.isKnown(key);
    const { scope, visibility } = await retryRead(async () => {
      const fresh = this.#openScope();
      return { scope: fresh, visibility: await readVisibility(fresh, this.#feed, events, isKnown) };
    }, this.#abort.signal);
    for (const event of events) {
      const decision = decide(event, visibility.get(keyOf(event)));
      const audience = this.#delivery.audience(decision, event);
      this.#delivery.remember(decision, event);
      if (audience.length > 0) {
        const { matches, row } = decision;
        const change: DocChange = { event, matches, row, resumeToken: TOKEN_PLACEHOLDER };
        const { json } = await showChange(this.#site, this.#served, this.#operation, scope, change);
        this.#delivery.send(audience, json, event.position);
        this.#site.countDeliveries(audience.length);
        // Connections get a turn to take it, so that many changes at once do not make a client look slow, and streams
        // that catch up together let others in.
        await ownTurn(laneOf(this.caller));
      }
      this.#queue.done(event);
    }
  }

  #openScope(): RequestScope {
    const scope = this.#site.openScope(this.#served, this.#operation.caller);
    freeCalls(scope.caller.operation);
    return scope;
  }

  /** Goes over to a changed schema, or ends where that does not have what is asked for. */
  #adoptModel(): void {
    const served = this.#site.current();
    if (served === this.#served) return;
    this.#served = served;
    this.#feed = adoptSchema(served, this.#operation, () => {
      return feedOf(planStream(this.#site, served, this.#operation, this.#openScope()).plan) ?? this.#feed;
    });
  }
}

function openToken(site: StreamSite, token: string | null, field: string): ResumePoint | null {
  if (token === null || token === '') return null;
  const point = site.tokens.open(token);
  if (point === null) throw badUserInput(`${field} is not a resume token of this API.`, field);
  return point;
}
