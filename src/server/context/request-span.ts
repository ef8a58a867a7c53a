import type { IncomingMessage } from 'node:http';
import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';

const tracer = trace.getTracer('frappe-graphql');

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Starts the span around a request, below the one that its `traceparent` names. Without a tracer it records nothing, and
 * stands for the caller's own span, so that the site still learns of that one.
 */
export function startRequestSpan({ headers }: IncomingMessage): Span {
  return tracer.startSpan('graphql', SERVER, readParent(headers.traceparent, headers.tracestate));
}

const SERVER = { kind: SpanKind.SERVER };

function readParent(traceparent: string | string[] | undefined, tracestate: string | string[] | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(traceparent)) ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const state = typeof tracestate === 'string' ? { traceState: createTraceState(tracestate) } : {};
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true, ...state };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/** @returns null if there is no trace that calls could belong to. */
export function toSpanContext(span: Span): Context | null {
  return isSpanContextValid(span.spanContext()) ? trace.setSpan(ROOT_CONTEXT, span) : null;
}
