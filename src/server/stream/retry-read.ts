import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, GatewayError } from '../../errors.ts';

/** Errors that are mostly temporary. */
const PASSING: ReadonlySet<unknown> = new Set<ErrorCode>([
  'OVERLOADED',
  'RATE_LIMITED',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
]);

/** The longest that a site may ask a stream to wait. */
const MAX_WAIT_MS = 10_000;

const DELAYS_MS = [250, 500, 1_000, 2_000, 4_000];

/** Whether an error may be gone at the next try. */
export function isPassing(code: unknown): boolean {
  return PASSING.has(code);
}

/**
 * Reads, and retries for some seconds if the site cannot answer at present: a stream does not end with every
 * hiccup of its site.
 *
 * @throws the error of the last try, or a permanent one.
 */
export async function retryRead<Answer>(read: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (const pause of DELAYS_MS) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GatewayError) || !isPassing(error.code) || signal.aborted) throw error;
      const asked = (error.details.retryAfter ?? 0) * 1000;
      await delay(asked > MAX_WAIT_MS ? pause : Math.max(pause, asked), undefined, { signal });
    }
  }
  return read();
}
