import { setMaxListeners } from 'node:events';
import { GatewayError } from '../errors.ts';
import type { CallQueue, Release } from './call-queue.ts';
import { isOwn, laneOf } from './caller-lane.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { countRows } from './count-rows.ts';
import { createCsrfTokens } from './csrf-tokens.ts';
import type { CallerContext, FinishedCall, FrappeAnswer } from './frappe-request.ts';
import { assertWithin, outOfTime, takeCall } from './operation-budget.ts';
import type { Retries } from './retries.ts';
import { traced } from './traced.ts';
import { toTransportError } from './transport-error.ts';
import type { Answered, GeneralInterceptor, Interceptor, UpstreamCall } from './upstream-call.ts';

/** The dependencies of interceptors. */
export interface InterceptorOptions {
  readonly queue: CallQueue;
  /** Milliseconds from the start of a call to the end of its answer. */
  readonly totalTimeout: number;
  readonly breaker: Pick<CircuitBreaker, 'refusing' | 'watching'>;
  readonly retries: Pick<Retries, 'retried' | 'resent'>;
  /** Called after each finished call of anybody. */
  readonly onCall?: CallListener | undefined;
}

/** Hears of finished calls. Must not throw. */
export type CallListener = (call: FinishedCall, caller: CallerContext) => void;

/** The interceptors around each call to the site, outermost first. A later addition takes its place in this list. */
export function createInterceptors(options: InterceptorOptions): {
  /** Around calls whose answer is read. */
  readonly ofAnswers: readonly Interceptor<FrappeAnswer>[];
  /** Around calls whose answer is a file. */
  readonly ofFiles: readonly GeneralInterceptor[];
} {
  const { queue, totalTimeout, breaker, retries, onCall } = options;
  const sent = [counted(onCall), traced, retries.resent, limited(totalTimeout)];
  // A read that waits to be sent again leaves its turn to others.
  const ofFiles = [breaker.refusing, retries.retried, inTurn(queue), breaker.watching, ...sent];
  return { ofAnswers: [createCsrfTokens(), withinBudget, ...ofFiles], ofFiles };
}

/** Around calls that find out whether the site answers. @param timeout of one, in ms. */
export function createProbeInterceptors(timeout: number, onCall: CallListener | undefined): GeneralInterceptor[] {
  return [counted(onCall), limited(timeout)];
}

/**
 * Refuses further calls of an operation that has read too much, and further reads of one that has made too many. The
 * answer to a write is never withheld. How many writes there are is known before, and a page is read only for them.
 */
const withinBudget: Interceptor<FrappeAnswer> = async (call, next) => {
  const { request, caller } = call;
  const budget = caller.operation;
  if (budget === undefined) return next(call);
  assertWithin(budget);
  if (request.isRead && !request.isPage) takeCall(budget);
  const answer = await next(call);
  budget.rows -= countRows(answer);
  if (request.isRead) assertWithin(budget);
  return answer;
};

/** Waits until it is the caller's turn, as long as the operation has time. */
function inTurn(queue: CallQueue): GeneralInterceptor {
  return async (call, next) => {
    const release = queue.take(laneOf(call.caller)) ?? (await waitForTurn(queue, call));
    try {
      const answer = await next(call);
      if (answer.ended) void answer.ended.then(release);
      else release();
      return answer;
    } catch (error) {
      release();
      throw error;
    }
  };
}

async function waitForTurn(queue: CallQueue, call: UpstreamCall): Promise<Release> {
  const clock = startClock(call, Number.POSITIVE_INFINITY);
  try {
    return await queue.wait(laneOf(call.caller), clock.signal, !isOwn(call.caller));
  } catch (error) {
    throw toUnsentError(error, call);
  } finally {
    clock.stop();
    clock.unlink();
  }
}

/** Nothing of a call that has not been sent is unknown. */
function toUnsentError(error: unknown, { request }: UpstreamCall): GatewayError {
  return error instanceof GatewayError ? error : toTransportError(error, { ...request, isRead: true });
}

/** Reports each call once it is finished; one whose body others read, when its status is there. */
function counted(listen: CallListener | undefined): GeneralInterceptor {
  return async (call, next) => {
    const { request, caller } = call;
    const startedAt = performance.now();
    const round = caller.trace?.calls.start(startedAt) ?? 0;
    const finished: FinishedCall = { request, status: 0, startedAt, duration: 0, round, rows: 0 };
    try {
      const answer = await next({ ...call, onStatus: (status) => (finished.status = status) });
      if (answer.debug) finished.debug = answer.debug;
      if (caller.observers && isWhole(answer)) finished.rows = countRows(answer);
      return answer;
    } catch (error) {
      finished.error = error;
      throw error;
    } finally {
      const now = performance.now();
      caller.trace?.calls.end(round, now);
      finished.duration = now - startedAt;
      for (const observe of caller.observers ?? []) observe(finished);
      listen?.(finished, caller);
    }
  };
}

function isWhole(answer: Answered): answer is FrappeAnswer {
  return 'body' in answer && !('ended' in answer);
}

/**
 * Ends calls whose answer takes too long as a whole, however steadily it drips, and those of operations and callers
 * whose time is over.
 */
function limited(totalTimeout: number): GeneralInterceptor {
  return async (call, next) => {
    // A file takes as long as its sender needs.
    const clock = startClock(call, call.request.upload ? Number.POSITIVE_INFINITY : totalTimeout);
    try {
      if (clock.signal.aborted) throw toUnsentError(clock.signal.reason, call);
      const answer = await next({ ...call, signal: clock.signal });
      if (answer.ended) void answer.ended.then(clock.unlink);
      else clock.unlink();
      return answer;
    } catch (error) {
      clock.unlink();
      throw error;
    } finally {
      clock.stop();
    }
  };
}

interface Clock {
  readonly signal: AbortSignal;
  /** Time no longer ends the call. */
  readonly stop: () => void;
  /** Neither does the caller. */
  readonly unlink: () => void;
}

/** Node keeps timers of the same length together. */
const TIMER_MS = 100;

function toSharedTime(ms: number): number {
  return ms < 10 * TIMER_MS ? ms : Math.ceil(ms / TIMER_MS) * TIMER_MS;
}

/** A signal that ends with the caller's, with the time of the operation, or after some milliseconds. */
function startClock({ caller }: UpstreamCall, ms: number): Clock {
  const controller = new AbortController();
  const { operation, signal } = caller;
  const left = operation?.deadline == null ? Number.POSITIVE_INFINITY : operation.deadline - performance.now();
  const expire = () =>
    controller.abort(operation && left <= ms ? outOfTime(operation) : new DOMException('Too slow', 'TimeoutError'));
  const follow = () => controller.abort(signal?.reason);
  if (signal) setMaxListeners(0, signal);
  const shortest = toSharedTime(Math.min(left, ms));
  if (signal?.aborted) follow();
  else if (shortest <= 0) expire();
  signal?.addEventListener('abort', follow, { once: true });
  const timer = Number.isFinite(shortest) && shortest > 0 ? setTimeout(expire, shortest) : undefined;
  return {
    signal: controller.signal,
    stop: () => clearTimeout(timer),
    unlink: () => signal?.removeEventListener('abort', follow),
  };
}
