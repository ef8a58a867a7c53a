import { SpanStatusCode } from '@opentelemetry/api';
import type { RequestRecord } from './request-record.ts';

/** Ends the span of a request, with what became of it. @param status of HTTP; null if there is none. */
export function endRequestSpan(record: RequestRecord, status: number | null): void {
  const { span, kind, operation, codes, cost } = record;
  if (span.isRecording()) {
    if (kind !== null) span.updateName(operation === null ? kind : `${kind} ${operation}`);
    span.setAttributes({
      'http.request.method': record.method,
      'frappe_graphql.request_id': record.id,
      'frappe_graphql.calls': record.calls.count,
      'frappe_graphql.rounds': record.calls.rounds,
      ...(status === null ? {} : { 'http.response.status_code': status }),
      ...(kind === null ? {} : { 'graphql.operation.type': kind }),
      ...(operation === null ? {} : { 'graphql.operation.name': operation }),
      ...(cost === null ? {} : { 'frappe_graphql.cost.calls': cost.calls, 'frappe_graphql.cost.rows': cost.rows }),
      ...(codes.length === 0 ? {} : { 'error.type': codes.join(' ') }),
    });
    if (codes.length > 0) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
