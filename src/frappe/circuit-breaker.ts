import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import { GatewayError } from '../errors.ts';
import { isOwn } from './caller-lane.ts';
import type { GeneralInterceptor, UpstreamCall } from './upstream-call.ts';

/** Holds calls back from a site that answers none of them. */
export interface CircuitBreaker {
  /** Refuses calls at once while the site does not answer. To come before whatever takes time. */
  readonly refusing: GeneralInterceptor;
  /** Learns from the outcome of each call. To come around the sending of a call. */
  readonly watching: GeneralInterceptor;
  /** Whether calls are held back. */
  isOpen(): boolean;
  stop(): void;
}

/** The settings of a breaker. */
export interface BreakerOptions {
  /** Calls that fail one after the other until calls are held back; 0 for never. */
  readonly failures: number;
  /** Asks the site for something light. It does not go through the breaker. */
  readonly probe: () => Promise<unknown>;
}

/** How often a site that does not answer is probed. */
const PROBE_MS = 1_000;

/** A call that its caller gave up sooner says nothing about the site. */
const PATIENCE_MS = 1_000;

/**
 * Makes the breaker of one site. While it is open, callers' calls are refused at once, and the gateway itself probes the
 * site, so that no caller has to wait for a call that may hang, and no write is sent to find out. Calls that the gateway
 * makes for itself, such as a look at the model, are sent all the same.
 */
export function createCircuitBreaker({ failures, probe }: BreakerOptions): CircuitBreaker {
  const limit = failures > 0 ? failures : Number.POSITIVE_INFINITY;
  const policy = circuitBreaker(handleType(SiteFailure), { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(limit) });
  const isOpen = () => policy.state !== CircuitState.Closed;
  const watch = createWatch();
  let timer: NodeJS.Timeout | undefined;
  let isProbing = false;
  const probeOnce = async () => {
    if (isProbing) return;
    isProbing = true;
    await policy.execute(() => isAnswered(probe())).catch(() => undefined);
    isProbing = false;
  };
  policy.onBreak(() => {
    watch.startEra();
    if (timer !== undefined) return;
    timer = setInterval(() => void probeOnce(), PROBE_MS).unref();
    // A burst of slow calls may look like a site that is away.
    setImmediate(() => void probeOnce());
  });
  policy.onReset(() => {
    watch.startEra();
    clearInterval(timer);
    timer = undefined;
  });
  return {
    isOpen,
    refusing: (call, next) => (isOpen() && !isOwn(call.caller) ? Promise.reject(heldBack()) : next(call)),
    watching: async (call, next) => {
      if (!isOpen())
        return unwrap(
          policy.execute(() =>
            watch.follow(
              () => next(call),
              () => isGivenUp(call),
            ),
          ),
        );
      // It may have opened while the call waited for its turn.
      if (!isOwn(call.caller)) throw heldBack();
      const answer = await next(call);
      void probeOnce();
      return answer;
    },
    stop: () => clearInterval(timer),
  };
}

/** A call that shows that the site is away. */
class SiteFailure extends Error {
  constructor(cause: unknown) {
    super('The site does not answer.', { cause });
  }
}

type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

async function unwrap<Answer>(followed: Promise<Outcome<Answer>>): Promise<Answer> {
  try {
    const outcome = await followed;
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  } catch (error) {
    throw error instanceof SiteFailure ? error.cause : error;
  }
}

/** Distinguishes calls that show that the site is away from those that were merely slow. */
function createWatch() {
  /** A call of an earlier era says nothing about the present one. */
  let era = 0;
  let answeredAt = Number.NEGATIVE_INFINITY;
  return {
    startEra: () => {
      era += 1;
    },
    /**
     * @returns what the site answered, which may be an error.
     * @throws SiteFailure if the site answered nobody since the call started; else the error, which proves nothing.
     */
    follow: async <Answer>(send: () => Promise<Answer>, isGivenUp: () => boolean): Promise<Outcome<Answer>> => {
      const before = era;
      const startedAt = performance.now();
      try {
        const answer = await send();
        answeredAt = performance.now();
        return { answer };
      } catch (error) {
        const now = performance.now();
        if (isAnswer(error)) {
          answeredAt = now;
          return { error };
        }
        const isTooSoon = now - startedAt < PATIENCE_MS && (isGivenUp() || !isOfSite(error));
        throw isTooSoon || era !== before || answeredAt >= startedAt ? error : new SiteFailure(error);
      }
    },
  };
}

/** @throws SiteFailure if the site does not answer. */
async function isAnswered(probing: Promise<unknown>): Promise<void> {
  await probing.catch((error: unknown) => {
    if (!isAnswer(error)) throw new SiteFailure(error);
  });
}

/** Whether an error is what the site itself answered. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const isAway = error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT';
  return !isAway || error.details.excType !== undefined;
}

/** Whether an error comes from the network or a proxy in front of the site, and not from a limit of the gateway. */
function isOfSite(error: unknown): boolean {
  return error instanceof GatewayError && (error.cause !== undefined || error.details.status !== undefined);
}

function isGivenUp({ caller }: UpstreamCall): boolean {
  return caller.signal?.aborted === true;
}

function heldBack(): GatewayError {
  const message = 'The site cannot be reached at present. Calls are held back until it answers again.';
  return new GatewayError('UPSTREAM_UNAVAILABLE', message, { retryAfter: PROBE_MS / 1_000 });
}
