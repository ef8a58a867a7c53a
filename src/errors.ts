/**
 * The codes that callers see in `errors[].extensions.code`. Each has a page in `docs/errors`.
 */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'INVALID',
  'RATE_LIMITED',
  'READ_ONLY',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_CONTRACT',
  'FILTER_TOO_BROAD',
  'COST_EXCEEDED',
  'RESUME_EXPIRED',
  'OVERLOADED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_ONLY',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A message of the site to its user (`frappe.msgprint`, `frappe.throw`), as plain text. */
export interface ServerMessage {
  title: string | null;
  text: string;
  indicator: string | null;
}

/** Details of an error in addition to its code and message. Only known details are present. */
export interface ErrorDetails {
  /** The site's HTTP status. */
  status?: number;
  /** The name of Frappe's exception class, such as `MandatoryError`. */
  excType?: string;
  messages?: readonly ServerMessage[];
  /** The argument, docfield or input path that was wrong. */
  field?: string;
  /** Seconds until a new try makes sense. */
  retryAfter?: number;
  /** Of a write that got no proper answer: whether the site carried it out cannot be known. */
  outcome?: 'UNKNOWN';
  /** Of a document that was stored, and could not be submitted: its name. */
  draft?: string;
  /** Of a stale write: the `modified` that the caller had, and the one that the document has. */
  expected?: string;
  actual?: string;
  /** Of a refusal that is about several fields: all of them. */
  fields?: readonly FieldError[];
  /** The docfields that the site's exception names. For the gateway alone: no caller sees it. */
  named?: NamedFields;
  /**
   * Of a write that patched tables: the paths of their rows as they were sent, by fieldname; null for a row that only
   * the document had. For the gateway alone.
   */
  sentRows?: ReadonlyMap<string, readonly (string | null)[]>;
}

/** One of several faults of a write. */
export interface FieldError {
  /** The input path; null if it is not known. */
  field: string | null;
  message: string;
}

/** The docfields that an exception of the site names by their fieldnames, in whatever language its message is. */
export interface NamedFields {
  doctype: string;
  fieldnames: readonly string[];
}

/**
 * Every error that a caller may read. Its message is plain text without internals; anything
 * else is thrown reaches callers as `INTERNAL` without its message.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
    this.code = code;
    this.details = details;
  }

  /** The `errors[].extensions` that graphql-js copies. A refused credential also sets the HTTP status. */
  get extensions(): Record<string, unknown> {
    const http = this.code === 'UNAUTHENTICATED' ? { http: { status: 401 } } : {};
    const { named: _, sentRows: __, ...shown } = this.details;
    return { code: this.code, ...shown, ...http };
  }
}

/** Whether an error is the gateway's own, with one of some codes. */
export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is GatewayError {
  return error instanceof GatewayError && codes.includes(error.code);
}

/** Wrong input of a caller, found before any call to the site; `field` names what was wrong. */
export function badUserInput(message: string, field: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', shortenEcho(message), { field });
}

/** Characters of what a caller sent that an error repeats at most. */
const MAX_ECHO = 100;

/** Characters of a whole message; what is longer repeats input in a form that is not seen as such. */
const MAX_MESSAGE = 400;

/** Cuts off what a message repeats of the input, which is in quotes, or a list or object, wherever that is long. */
export function shortenEcho(message: string): string {
  if (message.length <= MAX_ECHO) return message;
  const cut = message
    .slice(0, 100 * MAX_MESSAGE)
    .replace(/"(?:[^"\\]|\\.)*"?/gs, (text) => (text.length <= MAX_ECHO + 2 ? text : `${text.slice(0, MAX_ECHO)}…"`))
    .replace(/(?<=[\s(])[[{].*[\]}]/s, (text) => (text.length <= MAX_ECHO ? text : `${text.slice(0, MAX_ECHO)}…`));
  return cut.length <= MAX_MESSAGE ? cut : `${cut.slice(0, MAX_ECHO)}…`;
}

/** @returns a message of graphql-js without the names that it suggests. */
export function withoutSuggestions(message: string): string {
  const start = message.endsWith('?') ? message.indexOf(' Did you mean ') : -1;
  return start === -1 ? message : message.slice(0, start);
}

/** A start-up error that the operator can fix; printed as one line, the process ends with exit code 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A command that was called wrongly; printed as one line, the process ends with exit code 2. */
export class UsageError extends ConfigError {}

/** Converts a thrown value to an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
