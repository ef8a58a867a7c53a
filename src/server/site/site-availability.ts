import type { Logger } from 'pino';
import { type GatewayError, hasCode } from '../../errors.ts';
import { isOwn } from '../../frappe/caller-lane.ts';
import type { CallListener } from '../../frappe/interceptors.ts';
import { describeCause } from '../../frappe/transport-error.ts';

/** Whether a site answers. One line is logged when it goes away, and one when it is back. */
export interface SiteAvailability {
  /** Hears of every call. */
  readonly hear: CallListener;
  isUp(): boolean;
  /** Lines are logged from now on: a gateway that cannot start says why in another way. */
  start(): void;
}

/**
 * A single call may fail while the site answers others: for this time, in ms, all calls of callers must have failed. A
 * call that the gateway makes for itself is one that always succeeds, so it is believed at once.
 */
const ALL_FAIL_MS = 1_000;

/** @returns what follows one site. */
export function createSiteAvailability(logger: Logger): SiteAvailability {
  let failingSince: number | null = null;
  let awaySince: number | null = null;
  let reason = '';
  let isStarted = false;
  const logAway = () => logger.error({ reason }, 'the site is away');
  const succeed = () => {
    failingSince = null;
    if (awaySince === null) return;
    if (isStarted) logger.info({ awayMs: Math.round(performance.now() - awaySince) }, 'the site is back');
    awaySince = null;
  };
  const fail = (error: GatewayError, isCertain: boolean) => {
    const now = performance.now();
    failingSince ??= now;
    if (awaySince !== null || (!isCertain && now - failingSince < ALL_FAIL_MS)) return;
    awaySince = failingSince;
    reason = `${error.message} ${describeCause(error)}`;
    if (isStarted) logAway();
  };
  return {
    hear: ({ error, status }, caller) => {
      if (isSiteAway(error)) {
        if (!caller.signal?.aborted) fail(error, isOwn(caller));
      } else if (status > 0) succeed();
    },
    isUp: () => awaySince === null,
    start: () => {
      isStarted = true;
      if (awaySince !== null) logAway();
    },
  };
}

/** Whether an error means that the site does not answer. */
export function isSiteAway(error: unknown): error is GatewayError {
  return hasCode(error, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT');
}
