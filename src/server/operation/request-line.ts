import type { Level } from 'pino';
import type { RequestRecord } from '../context/request-record.ts';

/** Codes of errors that an operator has to look after: the site, or the load on the gateway. */
const OPERATIONAL: ReadonlySet<string> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_CONTRACT',
  'UPSTREAM_ERROR',
  'OVERLOADED',
  'RATE_LIMITED',
  'READ_ONLY',
]);

/** How loud the line of a request is: `error` for faults of the gateway, `warn` for those of the site and of load. */
export function levelOf({ codes }: RequestRecord, status: number | null): Level {
  if (codes.includes('INTERNAL') || status === 500) return 'error';
  return codes.some((code) => OPERATIONAL.has(code)) || (status ?? 0) >= 500 ? 'warn' : 'info';
}

/** The facts of a request as they are logged. It never holds headers, variables or the text of a query. */
export function toLine(record: RequestRecord, status: number | null, client: string | undefined, now: number) {
  const { id: requestId, method, kind, operation, codes, cost, calls, rows } = record;
  const ms = now - record.startedAt;
  const upstreamMs = calls.busyMs(now);
  return {
    requestId,
    method,
    kind,
    operation,
    status,
    codes,
    client,
    calls: calls.count,
    rounds: calls.rounds,
    rows,
    cost,
    ms: toTenths(ms),
    upstreamMs: toTenths(upstreamMs),
    ownMs: toTenths(ms - upstreamMs),
  };
}

function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
