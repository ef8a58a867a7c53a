import { isSpanContextValid, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { GatewayError } from '../errors.ts';
import { describeCall } from './describe-call.ts';
import type { GeneralInterceptor, UpstreamCall } from './upstream-call.ts';

const tracer = trace.getTracer('frappe-graphql');

/** Puts a span around each call of a request that is traced, and passes it on to the site. */
export const traced: GeneralInterceptor = async (call, next) => {
  const parent = call.caller.trace?.spanContext;
  if (!parent) return next(call);
  const span = tracer.startSpan(nameOf(call), { kind: SpanKind.CLIENT }, parent);
  if (!isSpanContextValid(span.spanContext())) return next(call);
  const { onStatus } = call;
  try {
    const follow = (status: number) => {
      span.setAttribute('http.response.status_code', status);
      onStatus?.(status);
    };
    return await next({ ...call, spanContext: trace.setSpan(parent, span), onStatus: follow });
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    describe(span, call);
    span.end();
  }
};

function nameOf({ request }: UpstreamCall): string {
  return describeCall(request.verb, request.path);
}

function describe(span: Span, { request }: UpstreamCall): void {
  if (!span.isRecording()) return;
  const path = request.path.split('?')[0] ?? '';
  span.setAttributes({ 'http.request.method': request.verb, 'url.path': path });
}

function fail(span: Span, error: unknown): void {
  const code = error instanceof GatewayError ? error.code : 'INTERNAL';
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
