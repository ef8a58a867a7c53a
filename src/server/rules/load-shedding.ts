import { GatewayError } from '../../errors.ts';
import { type HeapUse, measureHeap } from '../../frappe/response-memory.ts';
import { type RequestRule, toRuleAnswer } from './request-rule.ts';

/** Refuses operations while the process has no memory for them. */
export interface LoadShedding {
  hasRoom(): boolean;
  /** @throws GatewayError `OVERLOADED` */
  assertRoom(): void;
  /** Refuses requests before their body is read. */
  readonly rule: RequestRule;
}

/** How often an operation is let in all the same: if nothing ran, nothing would make V8 collect what is left over. */
const PROBE_MS = 250;
const RETRY_SECONDS = 1;

/** @param percent the share of the heap from which on operations are refused. */
export function createLoadShedding(percent: number, measure: () => HeapUse = measureHeap): LoadShedding {
  let lastProbe = Number.NEGATIVE_INFINITY;
  const hasRoom = () => {
    const { used, limit } = measure();
    if (used < (limit * percent) / 100) return true;
    const now = performance.now();
    if (now - lastProbe < PROBE_MS) return false;
    lastProbe = now;
    return true;
  };
  const refusal = () => {
    const message = 'The gateway is out of memory for this operation. Try again in a moment.';
    return new GatewayError('OVERLOADED', message, { retryAfter: RETRY_SECONDS });
  };
  return {
    hasRoom,
    assertRoom: () => {
      if (!hasRoom()) throw refusal();
    },
    rule: ({ method, isLetIn }) => {
      // The quick handler asked before it started a request: asked again, the one that is let in would be refused.
      if (method === 'OPTIONS' || isLetIn || hasRoom()) return null;
      return toRuleAnswer(503, refusal(), { 'retry-after': String(RETRY_SECONDS) });
    },
  };
}
