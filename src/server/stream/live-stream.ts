import type { GraphQLFormattedError } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { parseExactJson } from '../../exact-json.ts';
import type { LiveOptions } from '../../features/subscription/fields/live-directive.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import { TouchedDocs } from '../../frappe/doc-reads.ts';
import type { CallerContext, FinishedCall } from '../../frappe/frappe-request.ts';
import { parseInPieces } from '../../json-pieces.ts';
import type { OperationPlan } from '../../query/plan/operation-plan.ts';
import { doInTurns, LongWork } from '../../turns.ts';
import type { ServedModel } from '../site/served-site.ts';
import { DayWatch } from './day-watch.ts';
import { diffJson, writePatch } from './json-patch.ts';
import { readLog } from './read-log.ts';
import { isPassing, retryRead } from './retry-read.ts';
import type { SharedStream, Subscriber } from './shared-stream.ts';
import {
  adoptSchema,
  planStream,
  runQuery,
  type StreamOperation,
  type StreamResult,
  type StreamSite,
} from './stream-operation.ts';

/** How often a query is asked while the log of events is away. */
const UNTOLD_MS = 5_000;

/** The text of an answer and its values take about so many bytes for each character. */
const PATCHED_GROWTH = 5;

/** Listeners of a live query. */
export interface LiveHooks {
  /** Called after each run, because it may listen to other DocTypes then. */
  readonly onTouched: (stream: LiveStream) => void;
  /** Called before an answer of so many bytes is kept. @throws GatewayError if there is no room for it. */
  readonly keep: (bytes: number) => void;
}

/**
 * A query that is answered again whenever its answer changes, for all who ask it with the same credential. It runs as
 * the caller, listens to the DocTypes that its calls touched, and runs again when one of those documents changes.
 */
export class LiveStream implements SharedStream {
  readonly #site: StreamSite;
  readonly #operation: StreamOperation;
  readonly #options: LiveOptions;
  readonly #hooks: LiveHooks;
  readonly #abort = new AbortController();
  /** The first revision of each subscriber. */
  readonly #first = new Map<Subscriber, number>();
  #served: ServedModel;
  #plan: OperationPlan;
  #touched = new TouchedDocs();
  #answer: StreamResult | null = null;
  /** The same as values, if subscribers take patches. */
  #parsed: unknown;
  #revision = 0;
  #starting: Promise<void> | null = null;
  #isRunning = false;
  #isStale = false;
  #lastRun = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #day: DayWatch;

  constructor(
    site: StreamSite,
    operation: StreamOperation,
    plan: OperationPlan,
    options: LiveOptions,
    hooks: LiveHooks,
  ) {
    this.#site = site;
    this.#operation = { ...operation, caller: { ...operation.caller, signal: this.#abort.signal } };
    this.#plan = plan;
    this.#options = options;
    this.#hooks = hooks;
    this.#served = site.current();
    this.#day = new DayWatch(site, () => this.#wake());
  }

  get doctypes(): ReadonlySet<string> {
    return this.#touched.doctypes;
  }

  get caller(): CallerContext {
    return this.#operation.caller;
  }

  get size(): number {
    return this.#first.size;
  }

  get isOpen(): boolean {
    return !this.isEnded;
  }

  get isEnded(): boolean {
    return this.#abort.signal.aborted;
  }

  start(): Promise<void> {
    this.#starting ??= this.#run();
    return this.#starting;
  }

  add(subscriber: Subscriber): void {
    if (subscriber.delivery.needsTokens) subscriber.delivery.begin(null);
    this.#first.set(subscriber, this.#revision);
    if (!this.#answer) return;
    subscriber.delivery.next(this.#whole(this.#answer, 1), null);
    this.#site.countDeliveries(1);
  }

  remove(subscriber: Subscriber): void {
    this.#first.delete(subscriber);
    if (this.size > 0) return;
    this.#stop();
  }

  adoptModel(): void {
    if (this.#answer !== null && !this.#isRunning && !this.isEnded) this.#adoptModel();
  }

  hear({ doctype, name }: LoggedEvent): void {
    if (this.#touched.has(doctype, name)) this.#wake();
  }

  end(error?: unknown): void {
    this.#stop();
    for (const subscriber of [...this.#first.keys()]) subscriber.end(error);
  }

  #wake(): void {
    this.#isStale = true;
    this.#schedule();
  }

  #stop(): void {
    this.#abort.abort();
    this.#day.stop();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#isRunning || this.#timer !== undefined || !this.isOpen) return;
    // While no source reports changes, the query runs again from time to time.
    const rest = Math.max(this.#options.throttle, this.#site.events.state() === 'ready' ? 0 : UNTOLD_MS);
    const pause = Math.max(0, this.#lastRun + rest - performance.now(), this.#site.pauseOf(this.caller));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run().catch((error: unknown) => this.end(error));
    }, pause);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#isStale = false;
    this.#day.stop();
    try {
      const day = this.#day.today();
      this.#adoptModel();
      const { events } = this.#site;
      const before = await readLog(events, () => events.head()).catch(() => null);
      const answer = await this.#ask();
      if (this.isEnded) return;
      await this.#take(answer);
      await this.#catchUp(before);
      if (this.#touched.areOfToday && this.isOpen) this.#day.start(day);
    } finally {
      this.#isRunning = false;
      this.#lastRun = performance.now();
      if (this.#isStale) this.#schedule();
    }
  }

  /** Runs the query; again for some seconds where the site cannot answer all of it at present. */
  async #ask(): Promise<StreamResult> {
    let answer: StreamResult | undefined;
    const ask = async () => {
      const touched = new TouchedDocs();
      const caller = {
        ...this.#operation.caller,
        observers: [({ request }: FinishedCall) => request.reads && touched.add(request.reads)],
      };
      const scope = this.#site.openScope(this.#served, caller);
      answer = await runQuery(this.#site, this.#served, this.#operation, scope, this.#plan);
      this.#touched = touched;
      this.#hooks.onTouched(this);
      const passing = this.#answer === null ? undefined : answer.errors?.find(isPassingError);
      if (passing) throw new GatewayError('UPSTREAM_UNAVAILABLE', String(passing.message));
      return answer;
    };
    try {
      return await retryRead(ask, this.#abort.signal);
    } catch (error) {
      // A permanent error is a result, too.
      if (answer && error instanceof GatewayError) return answer;
      throw error;
    }
  }

  /** Changes during a run are noticed only for documents that were read before. */
  async #catchUp(position: string | null): Promise<void> {
    const { events } = this.#site;
    try {
      const missed = position === null ? null : await readLog(events, () => events.readAfter(position));
      if (missed === null) this.#isStale = true;
      else for await (const { doctype, name } of missed) this.#isStale ||= this.#touched.has(doctype, name);
    } catch {
      this.#isStale = true;
    }
  }

  async #take(answer: StreamResult): Promise<void> {
    const refused = answer.errors?.find(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
    if (refused && !this.#operation.caller.token.isGuest) {
      throw new GatewayError('UNAUTHENTICATED', String(refused.message));
    }
    if (this.#answer?.json === answer.json) return;
    this.#hooks.keep(answer.json.length * (this.#options.isPatched ? PATCHED_GROWTH : 1));
    const patch = this.#options.isPatched ? await this.#patchTo(answer) : null;
    if (this.isEnded) return;
    this.#answer = answer;
    this.#revision += 1;
    for (const [{ delivery }, first] of this.#first) {
      const revision = this.#revision - first + 1;
      const json = patch === null ? this.#whole(answer, revision) : `{"patch":${patch},"revision":${revision}}`;
      delivery.next(json, null);
    }
    this.#site.countDeliveries(this.#first.size);
  }

  /** @returns the patch that makes the answer of the one before; null for the first. */
  async #patchTo({ json }: StreamResult): Promise<string | null> {
    const before = this.#parsed;
    const lane = laneOf(this.caller);
    this.#parsed = await parseInPieces(json, parseExactJson, new LongWork(lane)).catch(() => parseExactJson(json));
    if (before === undefined) return null;
    return writePatch(await doInTurns(diffJson(before, this.#parsed), lane), json, lane);
  }

  /** Subscribers that take patches learn which result they apply to. */
  #whole({ json }: StreamResult, revision: number): string {
    return this.#options.isPatched ? `${json.slice(0, -1)},"revision":${revision}}` : json;
  }

  #adoptModel(): void {
    const served = this.#site.current();
    if (served === this.#served) return;
    this.#served = served;
    this.#plan = adoptSchema(served, this.#operation, () => {
      return planStream(this.#site, served, this.#operation, this.#site.openScope(served, this.#operation.caller)).plan;
    });
  }
}

function isPassingError({ extensions }: GraphQLFormattedError): boolean {
  return isPassing(extensions?.code);
}
