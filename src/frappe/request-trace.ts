import { type Context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import type { CallFigures } from './call-figures.ts';

/** The request of a caller for which calls are made, as far as it is followed. */
export interface RequestTrace {
  /** Sent to the site as `X-Request-Id`. */
  readonly id: string;
  readonly calls: CallFigures;
  /** The span around the request; null if nobody traces it. */
  readonly spanContext: Context | null;
  /** Called with the headers of each answer by which the site says how many requests it still takes. */
  readonly onRateLimit?: ((headers: Readonly<Record<string, string | string[] | undefined>>) => void) | undefined;
}

/** The headers by which the site finds the request that a call belongs to (https://www.w3.org/TR/trace-context/). */
export function traceHeaders(id: string, context: Context | null): Record<string, string> {
  const span = context && trace.getSpanContext(context);
  if (!span || !isSpanContextValid(span)) return { 'x-request-id': id };
  const state = span.traceState?.serialize();
  return { 'x-request-id': id, traceparent: toTraceparent(span), ...(state ? { tracestate: state } : {}) };
}

function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
