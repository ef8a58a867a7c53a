import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../../errors.ts';
import { type HeapUse, measureHeap } from '../../frappe/response-memory.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { operationOf } from '../context/operation-context.ts';

/** Refuses operations while the process has no memory for them. */
export interface LoadShedding {
  hasRoom(): boolean;
  /** @throws GatewayError `OVERLOADED` */
  assertRoom(): void;
  /** Refuses requests before their body is read. */
  readonly plugin: Plugin<RequestScope>;
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
    plugin: {
      onRequest({ request, serverContext, fetchAPI, endResponse }) {
        // The quick handler asked before it started a request: asked again, the one that is let in would be refused.
        const isLetIn = operationOf(serverContext).params !== undefined;
        if (request.method === 'OPTIONS' || isLetIn || hasRoom()) return;
        const { message, extensions } = refusal();
        const headers = { 'content-type': 'application/json', 'retry-after': String(RETRY_SECONDS) };
        const body = JSON.stringify({ errors: [{ message, extensions }] });
        endResponse(new fetchAPI.Response(body, { status: 503, headers }));
      },
    },
  };
}
