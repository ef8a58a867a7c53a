import type { ExecutionResult, GraphQLError } from 'graphql';
import type { ErrorCode, GatewayError } from '../../errors.ts';
import type { ResultType } from './media-types.ts';

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  READ_ONLY: 503,
  UPSTREAM_TIMEOUT: 504,
  INTERNAL: 500,
  PERSISTED_QUERY_ONLY: 403,
  // Apps look for these errors only in answers that succeed.
  PERSISTED_QUERY_NOT_FOUND: 200,
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
};

/** The HTTP status of an error because of which no operation ran. */
export function statusOfCode(code: ErrorCode): number {
  return STATUS_BY_CODE[code] ?? 502;
}

/** The same where a request is passed on to the site: a refusal of the site without a status here keeps its own. */
export function statusOfRefusal({ code, details: { status = 0 } }: GatewayError): number {
  return STATUS_BY_CODE[code] ?? (status >= 400 && status < 500 ? status : statusOfCode(code));
}

/**
 * The HTTP status of a result, after the GraphQL over HTTP specification. An operation that ran is answered with 200
 * regardless of its errors, except for credentials that the site refuses, and for operations that have to wait as a
 * whole. An operation that could not run is 200 in
 * `application/json`, for clients that read no JSON otherwise, and 400 in `application/graphql-response+json`. Errors
 * that carry a status of their own, such as those of a request that holds no operation, have it in both.
 */
export function statusOf(
  { errors = [], ...result }: Pick<ExecutionResult, 'data' | 'errors'>,
  type: ResultType,
): number {
  const own = errors.flatMap((error) => (httpOf(error)?.spec ? [] : (httpOf(error)?.status ?? [])));
  if (own.length > 0) return Math.max(...own);
  if (errors.length === 0) return 200;
  if ('data' in result) return statusOfRefused({ data: result.data, errors }) ?? 200;
  if (errors.some(({ extensions }) => extensions.code === 'INTERNAL')) return 500;
  return type === 'application/json' ? 200 : 400;
}

/** Codes by which a client learns that it has to wait. */
const WAIT_CODES: readonly unknown[] = ['RATE_LIMITED', 'OVERLOADED'] satisfies ErrorCode[];

/** @returns the status of an operation of which nothing was answered, because all of it has to wait; else null. */
export function statusOfRefused({ data, errors = [] }: Pick<ExecutionResult, 'data' | 'errors'>): number | null {
  const code = errors[0]?.extensions.code;
  const isAll = WAIT_CODES.includes(code) && errors.every(({ extensions }) => extensions.code === code);
  if (!isAll || Object.values(data ?? {}).some((value) => value !== null)) return null;
  return statusOfCode(code as ErrorCode);
}

/** Headers that go with the errors of a result: `Retry-After`, and others such as `Allow`. */
export function headersOf({ errors = [] }: Pick<ExecutionResult, 'errors'>): Record<string, string> {
  const waits = errors.map(({ extensions }) => Number(extensions.retryAfter)).filter(Number.isFinite);
  const retryAfter = waits.length > 0 ? { 'retry-after': String(Math.ceil(Math.max(...waits))) } : {};
  return Object.assign(retryAfter, ...errors.map((error) => httpOf(error)?.headers ?? {})) as Record<string, string>;
}

/** The HTTP status and headers of an error; they are not shown to callers. */
interface ErrorHttp {
  readonly status?: number;
  /** Whether the status is the one of documents and variables, which depends on the type of the answer. */
  readonly spec?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

function httpOf({ extensions }: GraphQLError): ErrorHttp | undefined {
  return extensions?.http as ErrorHttp | undefined;
}
