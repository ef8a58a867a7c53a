import { ERROR_CODES, type ErrorCode } from '../../errors.ts';
import { type CallKind, kindOfCall } from '../../frappe/describe-call.ts';
import type { FinishedCall } from '../../frappe/frappe-request.ts';
import { CacheUse } from '../context/cache-use.ts';
import type { OperationKind, RequestRecord } from '../context/request-record.ts';
import { Histogram, HistogramTable } from './histogram.ts';

/** `none` stands for requests of which no operation ran. */
const KINDS = ['query', 'mutation', 'subscription', 'none'] as const satisfies readonly (OperationKind | 'none')[];

/** `partial`: there is data next to the errors. */
const OUTCOMES = ['ok', 'partial', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const CALL_KINDS = ['list', 'document', 'method', 'file', 'other'] as const satisfies readonly CallKind[];

/** `none` stands for calls without an answer. */
const STATUSES = ['2xx', '3xx', '4xx', '429', '5xx', 'none'] as const;
type StatusClass = (typeof STATUSES)[number];

const DURATIONS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LAGS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Running totals of one site since the start of the process. They are read when somebody asks for the metrics. */
export class SiteFigures {
  /** Durations of requests to GraphQL. Of operations over time only the number counts. */
  readonly operations = new HistogramTable(KINDS, OUTCOMES, DURATIONS);
  /** Answers with errors, by code. */
  readonly errors = new Map<ErrorCode, number>();
  /** Durations of calls to the site. */
  readonly calls = new HistogramTable(CALL_KINDS, STATUSES, DURATIONS);
  /** Documents and plans that were kept from earlier requests. */
  readonly documents = new CacheUse();
  readonly plans = new CacheUse();
  rounds = 0;
  readonly estimated = { calls: 0, rows: 0 };
  readonly used = { calls: 0, rows: 0 };
  /** Points of the rate limit that callers used, and operations that it refused. */
  points = 0;
  rateLimited = 0;
  /** Results that were sent to subscribers. */
  deliveries = 0;
  /** Seconds from the time of a change to the moment at which its event is handed on. */
  readonly eventLag = new Histogram(LAGS);

  /** A request to GraphQL is over. @param ms that it took. */
  countRequest(record: RequestRecord, status: number | null, ms: number): void {
    const { codes, cost, calls, used } = record;
    this.operations.at(record.kind ?? 'none', outcomeOf(record, status)).observe(record.isOverTime ? 0 : ms / 1000);
    for (const code of codes) this.#countError(code);
    this.documents.add(record.documents);
    this.plans.add(record.plans);
    // The estimate of a refused operation can be a million times that of all others.
    if (cost === null || record.isRefused) return;
    this.rounds += calls.rounds;
    this.estimated.calls += cost.calls;
    this.estimated.rows += cost.rows;
    this.used.calls += used.calls;
    this.used.rows += used.rows;
  }

  /** A call to the site is over. */
  countCall({ request, status, duration }: FinishedCall): void {
    this.calls.at(kindOfCall(request.verb, request.path), classOf(status)).observe(duration / 1000);
  }

  #countError(code: string): void {
    const known = (ERROR_CODES as readonly string[]).includes(code) ? (code as ErrorCode) : 'INTERNAL';
    this.errors.set(known, (this.errors.get(known) ?? 0) + 1);
  }
}

function outcomeOf({ codes, hasData }: RequestRecord, status: number | null): Outcome {
  if (codes.length > 0) return hasData ? 'partial' : 'failed';
  return status === null || status < 400 ? 'ok' : 'failed';
}

function classOf(status: number): StatusClass {
  if (status === 429) return '429';
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  if (status >= 300) return '3xx';
  return status === 0 ? 'none' : '2xx';
}
