import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import { isBrokenConnection, isNotConnected } from './transport-error.ts';
import type { GeneralInterceptor, UpstreamCall } from './upstream-call.ts';

/** Sends reads again that failed for a moment. */
export interface Retries {
  /** Sends a read again after a while. To come before the call's turn, which others have meanwhile. */
  readonly retried: GeneralInterceptor;
  /** Sends a read again at once, if a kept-alive connection turned out to be closed. */
  readonly resent: GeneralInterceptor;
  /** How many calls were sent again since the start. */
  count(): number;
}

/** Times that one read is sent again after a while. */
const MAX_RETRIES = 2;

/** A delay is a random time up to this, doubled for the second retry. */
const BACKOFF_MS = 150;

/** The longest that a site may ask a read to wait. */
const MAX_WAIT_MS = 3_000;

/** Retries that are always left at the start, and the most that can be saved. */
const MIN_BUDGET = 10;
const MAX_BUDGET = 100;

const UNAVAILABLE = [502, 503, 504];

/**
 * Makes the retries of one site. A write is never sent again.
 *
 * @param percent retries at most, of all calls: a site that fails is not asked twice as much.
 */
export function createRetries(percent: number): Retries {
  let budget = percent > 0 ? MIN_BUDGET : 0;
  let count = 0;
  const mayRetry = () => {
    if (budget < 1) return false;
    budget -= 1;
    count += 1;
    return true;
  };
  return {
    count: () => count,
    resent: async (call, next) => {
      try {
        return await next(call);
      } catch (error) {
        const isBroken = error instanceof GatewayError && isBrokenConnection(error.cause);
        if (isBroken && call.request.isRead && !call.caller.signal?.aborted && mayRetry()) return next(call);
        throw error;
      }
    },
    retried: async (call, next) => {
      budget = Math.min(MAX_BUDGET, budget + percent / 100);
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await next(call);
        } catch (error) {
          const wait = waitAfter(error, call, attempt);
          if (wait === null || !mayRetry()) throw error;
          await sleep(wait, call);
          if (call.caller.signal?.aborted) throw error;
        }
      }
    },
  };
}

/** @returns the milliseconds until a further try makes sense; null if none does. */
function waitAfter(error: unknown, { request, caller }: UpstreamCall, attempt: number): number | null {
  if (!request.isRead || request.upload || attempt >= MAX_RETRIES || !(error instanceof GatewayError)) return null;
  const wait = waitFor(error, attempt);
  const deadline = caller.operation?.deadline ?? Number.POSITIVE_INFINITY;
  return wait !== null && performance.now() + wait < deadline ? wait : null;
}

function waitFor({ cause, details: { status, excType, retryAfter } }: GatewayError, attempt: number): number | null {
  const backoff = Math.random() * BACKOFF_MS * 2 ** attempt;
  if (isNotConnected(cause)) return backoff;
  const asked = retryAfter === undefined ? null : retryAfter * 1_000;
  if (asked !== null && asked > MAX_WAIT_MS) return null;
  if (status === 429) return asked;
  // With an exception of its own, the site itself refuses: it would again.
  return status !== undefined && UNAVAILABLE.includes(status) && excType === undefined ? (asked ?? backoff) : null;
}

/** Waits, but no longer than the caller does. */
async function sleep(ms: number, { caller: { signal } }: UpstreamCall): Promise<void> {
  if (ms > 0) await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
