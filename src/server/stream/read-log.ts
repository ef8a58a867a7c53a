import { GatewayError } from '../../errors.ts';
import type { EventLog } from '../../events/event-log.ts';

/**
 * Asks the log of events, and does not wait for one that is unavailable because its Redis is.
 *
 * @throws GatewayError `UPSTREAM_UNAVAILABLE`: the caller comes back later.
 */
export async function readLog<Answer>(events: EventLog, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    if (events.state() === 'ready') return await ask();
  } catch (error) {
    throw away(error);
  }
  throw away();
}

function away(cause?: unknown): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'Changes cannot be delivered at present.', {}, cause);
}
