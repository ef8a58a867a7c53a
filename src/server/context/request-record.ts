import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context, Span } from '@opentelemetry/api';
import { CallFigures } from '../../frappe/call-figures.ts';
import type { OperationBudget } from '../../frappe/operation-budget.ts';
import type { RequestTrace } from '../../frappe/request-trace.ts';
import type { Cost } from '../../query/plan/cost.ts';
import type { OperationPlan } from '../../query/plan/operation-plan.ts';
import type { Spending } from '../rate-limit/rate-limit.ts';
import { CacheUse } from './cache-use.ts';
import { startRequestSpan, toSpanContext } from './request-span.ts';

/** The header that carries a request's ID, both ways. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Characters of the name of an operation that are kept. */
const MAX_NAME = 128;

/** The kinds of operations. */
export type OperationKind = OperationPlan['kind'];

/** The parts of a result that are followed; one that comes over time has none. */
export type KnownResult =
  | { readonly data?: unknown; readonly errors?: readonly KnownError[] | undefined }
  | AsyncIterable<unknown>;

interface KnownError {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The facts of one request while it is handled; it is written to the log, the metrics and the trace at its end. */
export class RequestRecord implements RequestTrace {
  readonly id: string;
  /** `POST`, `GET` …, or `WS` for an operation over a socket. */
  readonly method: string;
  /** By `performance.now()`. */
  readonly startedAt = performance.now();
  readonly calls = new CallFigures();
  readonly span: Span;
  readonly spanContext: Context | null;
  /** Of HTTP. */
  readonly onRateLimit: RequestTrace['onRateLimit'];
  /** Null while no operation runs. */
  kind: OperationKind | null = null;
  /** The name in the document, which callers choose, cut. */
  operation: string | null = null;
  /** Estimated before the operation ran. */
  cost: Cost | null = null;
  /** Whether it was refused for its cost, or for the points of its caller, and did not run. */
  isRefused = false;
  /** The remaining budget of the operation. */
  budget: OperationBudget | undefined;
  /** The points that it took; undefined before that, and if there is no rate limit. */
  spending: Spending | undefined;
  /** The codes of the errors in the answer, each once. */
  codes: readonly string[] = [];
  /** Whether the answer has data next to its errors. */
  hasData = false;
  /** Whether results come over time. */
  isOverTime = false;
  /** Documents that were found in the cache, of those that the request named. */
  readonly documents = new CacheUse();
  /** Plans that were found there. */
  readonly plans = new CacheUse();

  constructor(request: IncomingMessage, method: string, onRateLimit?: RequestTrace['onRateLimit']) {
    this.id = readId(request);
    this.method = method;
    this.onRateLimit = onRateLimit;
    this.span = startRequestSpan(request);
    this.spanContext = toSpanContext(this.span);
  }

  /** An operation runs. */
  setOperation(kind: OperationKind, name: string | null): void {
    this.kind = kind;
    this.operation = name?.slice(0, MAX_NAME) ?? null;
  }

  /** It is planned. @param budget which the rows that it reads are taken from. */
  setPlan({ kind, name }: Pick<OperationPlan, 'kind' | 'name'>, cost: Cost, budget: OperationBudget | undefined): void {
    this.setOperation(kind, name);
    this.cost = cost;
    this.budget = budget;
  }

  /** Its result is there. */
  setResult(result: KnownResult): void {
    this.isOverTime = Symbol.asyncIterator in result;
    if (Symbol.asyncIterator in result) return;
    this.hasData = result.data !== undefined && result.data !== null;
    if (result.errors) this.codes = [...new Set(result.errors.map(({ extensions }) => String(extensions?.code)))];
  }

  /** The calls and rows that the operation has taken until now. */
  get used(): Cost {
    return { calls: this.calls.count, rows: this.rows ?? 0 };
  }

  /** Rows that the operation read from the site; null if that is not counted. */
  get rows(): number | null {
    if (this.budget === undefined) return null;
    const rows = this.budget.limits.rows - this.budget.rows;
    return Number.isFinite(rows) ? rows : null;
  }
}

/** A caller's own ID is taken where it is harmless in a log. */
function readId({ headers }: IncomingMessage): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
