import { createHash } from 'node:crypto';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, print } from 'graphql';
import { GatewayError, toError } from '../../errors.ts';
import { feedOf } from '../../features/subscription/fields/change-feed.ts';
import { readLive } from '../../features/subscription/fields/live-directive.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import { LongWork } from '../../turns.ts';
import type { Delivery } from '../context/delivery.ts';
import { ChangeStream } from './change-stream.ts';
import { countResults } from './count-results.ts';
import { createEventIndex, type EventIndex } from './event-index.ts';
import { LiveStream } from './live-stream.ts';
import { createPendingResults } from './pending-results.ts';
import type { OperationResults, SharedStream } from './shared-stream.ts';
import { OpenCount, type StreamLimit } from './stream-limits.ts';
import { bytesOfOperation, type StreamHold } from './stream-memory.ts';
import { planStream, RefusedOperation, type StreamOperation, type StreamSite } from './stream-operation.ts';

/** The lane of the work that no caller waits for. */
const ADOPTING = 'streams';

/** All streams of a site: one for all who ask the same with the same credential. */
export class Streams {
  readonly #site: StreamSite;
  readonly #index: EventIndex;
  readonly #open: OpenCount;
  readonly #shared = new Map<string, SharedStream>();
  readonly #holds = new Map<SharedStream, StreamHold>();
  readonly #checks: NodeJS.Timeout;

  constructor(site: StreamSite, limits: StreamsLimits) {
    this.#site = site;
    this.#index = createEventIndex(site.events);
    this.#open = new OpenCount(limits.open, 'subscriptions');
    this.#checks = setInterval(() => {
      for (const stream of [...this.#shared.values()]) void endWithCredential(site, stream);
      void this.#adoptModel();
    }, limits.checkSeconds * 1000).unref();
  }

  /**
   * Takes over an operation whose results come over time.
   *
   * @param own runs an operation whose root field has a stream of its own, or which turns out to be a plain query.
   * @returns an iterator without results, which go to the delivery, that ends with the stream; the errors that keep it
   * from beginning; or what `own` gives.
   */
  async subscribe(args: ExecutionArgs, delivery: Delivery, own: RunOperation): Promise<OperationResults> {
    let release: (() => void) | undefined;
    try {
      release = this.#open.open(laneOf((args.contextValue as RequestScope).caller));
      const found = await this.#start(args, delivery);
      return found === null ? await countResults(own(args), release) : this.#attach(found, delivery, release);
    } catch (error) {
      release?.();
      return toRefusal(error);
    }
  }

  /** Subscriptions and live queries that are open. */
  get open(): number {
    return this.#open.total;
  }

  close(): void {
    clearInterval(this.#checks);
    this.#index.close();
    for (const stream of [...this.#shared.values()]) stream.end();
  }

  /** Has quiet streams go over to the served model: the one before it is kept as long as one of them has it. */
  async #adoptModel(): Promise<void> {
    const work = new LongWork(ADOPTING);
    for (const stream of [...this.#shared.values()]) {
      if (work.isDue) await work.rest();
      try {
        stream.adoptModel();
      } catch (error) {
        stream.end(error);
      }
    }
  }

  async #start(args: ExecutionArgs, delivery: Delivery): Promise<Found | null> {
    const found = this.#find(args, delivery);
    if (found === null) return null;
    try {
      await found.stream.start();
    } catch (error) {
      this.#leave(found);
      throw error;
    }
    if (!found.stream.isEnded) return found;
    // Its first subscriber has left meanwhile, or its credential was refused before anybody was there.
    this.#leave(found);
    return this.#start(args, delivery);
  }

  #find(args: ExecutionArgs, delivery: Delivery): Found | null {
    const operation = toOperation(args);
    const key = keyOf(operation, delivery);
    const known = this.#shared.get(key);
    if (known?.isOpen) return { stream: known, key };
    const stream = this.#create(args, operation, delivery);
    if (stream === null) return null;
    this.#shared.set(key, stream);
    this.#listen(stream);
    return { stream, key };
  }

  /** A live query may still run when its last subscriber leaves: nothing would forget it any more. */
  #listen(stream: SharedStream): void {
    if (!stream.isEnded) this.#index.listen(stream, stream.doctypes);
  }

  #create(args: ExecutionArgs, operation: StreamOperation, delivery: Delivery): SharedStream | null {
    const definition = findOperation(args);
    // The model may have changed since the request took its own.
    const current = this.#site.current();
    const { plan, variables } = planStream(this.#site, current, operation, args.contextValue as RequestScope);
    const live = definition && readLive(definition, variables);
    const onTouched = (stream: SharedStream) => this.#listen(stream);
    const hold = this.#site.memory.open(laneOf(operation.caller));
    const bytes = bytesOfOperation(operation, plan);
    const keep = (ofAnswer: number) => hold.set(bytes + ofAnswer);
    const feed = live ? null : feedOf(plan);
    const stream = live
      ? new LiveStream(this.#site, operation, plan, live, { onTouched, keep })
      : feed && new ChangeStream(this.#site, operation, feed, delivery.lastEventId);
    if (stream === null) return null;
    keep(0);
    this.#holds.set(stream, hold);
    return stream;
  }

  #attach(found: Found, delivery: Delivery, release: () => void): AsyncIterableIterator<never> {
    const pending = createPendingResults(() => {
      found.stream.remove(subscriber);
      this.#leave(found);
      release();
    });
    const subscriber = { delivery, end: pending.end };
    found.stream.add(subscriber);
    delivery.pending = pending.results;
    return pending.results;
  }

  #leave({ stream, key }: Found): void {
    if (stream.size > 0) return;
    stream.end();
    this.#holds.get(stream)?.release();
    this.#holds.delete(stream);
    this.#index.forget(stream);
    if (this.#shared.get(key) === stream) this.#shared.delete(key);
  }
}

/** Bounds of all streams of a site. */
export interface StreamsLimits {
  readonly open: StreamLimit;
  /** How often it is asked whether the site still takes the credentials of what is open. */
  readonly checkSeconds: number;
}

/** Ends a stream where the site does not take its credential any more: a quiet one would not notice. */
async function endWithCredential({ isCredentialTaken }: StreamSite, stream: SharedStream): Promise<void> {
  if (await isCredentialTaken(stream.caller)) return;
  stream.end(new GatewayError('UNAUTHENTICATED', 'The site no longer accepts the credential.'));
}

/** Runs an operation as it is run elsewhere. */
export type RunOperation = (args: ExecutionArgs) => OperationResults | Promise<OperationResults>;

interface Found {
  readonly stream: SharedStream;
  readonly key: string;
}

function toOperation({ document, operationName, variableValues, contextValue }: ExecutionArgs): StreamOperation {
  // The rest of a request stays out of the stream: its signal, its cookies, the count of its calls.
  const {
    signal: _signal,
    observers: _observers,
    trace: _trace,
    needsDebug: _wantsDebug,
    ...caller
  } = (contextValue as RequestScope).caller;
  return { document, operationName: operationName ?? null, variableValues: variableValues ?? {}, caller };
}

/** All that a result depends on, except the site. */
function keyOf({ document, operationName, variableValues, caller }: StreamOperation, delivery: Delivery): string {
  const text = document.loc?.source.body ?? print(document);
  const parts = [caller.token.fingerprint, caller.language, delivery.lastEventId, operationName, variableValues, text];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function toRefusal(error: unknown): ExecutionResult {
  if (error instanceof RefusedOperation) return { errors: error.errors };
  const { message, originalError } = { message: toError(error).message, originalError: toError(error) };
  return { errors: [error instanceof GraphQLError ? error : new GraphQLError(message, { originalError })] };
}
