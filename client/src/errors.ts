/** The codes of the gateway (its docs have a page for each), and `NETWORK`: no answer of the gateway came. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INVALID'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'READ_ONLY'
  | 'UPSTREAM_ERROR'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_CONTRACT'
  | 'FILTER_TOO_BROAD'
  | 'COST_EXCEEDED'
  | 'RESUME_EXPIRED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'PERSISTED_QUERY_ONLY'
  | 'INTERNAL'
  | 'NETWORK';

/** A message that the site showed its user. Plain text. */
export interface SiteMessage {
  readonly title?: string | null;
  readonly text: string;
  readonly indicator?: string | null;
}

/** One of several fields that were wrong. */
export interface FieldError {
  /** The input path; null if the gateway does not know it. */
  readonly field: string | null;
  readonly message: string;
}

/** An error as it is in an answer. */
export interface RawError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** An error of the gateway. Subclasses group the codes by what a caller does about them. */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly code: ErrorCode;
  /** The path to the null that the error explains; null if it concerns the whole operation. */
  readonly path: readonly (string | number)[] | null;
  /** The argument, input path (`input.items.0.item_code`) or docfield that was wrong. */
  readonly field: string | null;
  /** If several fields were wrong: each with its message. */
  readonly fields: readonly FieldError[];
  /** The site's messages to its user, in the language of the request. */
  readonly messages: readonly SiteMessage[];
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | null;
  /** Whether a write was possibly carried out although it failed: read before you try again. */
  readonly isOutcomeUnknown: boolean;
  /** All that the gateway says about the error: `status`, `excType`, `draft`, `count`, `requestId` and more. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor({ message, path, extensions = {} }: RawError, options?: ErrorOptions) {
    super(message, options);
    this.code = (extensions.code as ErrorCode | undefined) ?? 'INTERNAL';
    this.path = path ?? null;
    this.field = textOrNull(extensions.field);
    this.fields = Array.isArray(extensions.fields) ? extensions.fields : [];
    this.messages = Array.isArray(extensions.messages) ? extensions.messages : [];
    this.retryAfter = typeof extensions.retryAfter === 'number' ? extensions.retryAfter : null;
    this.isOutcomeUnknown = extensions.outcome === 'UNKNOWN';
    this.extensions = extensions;
  }
}

/** `UNAUTHENTICATED`: the caller has to sign in, or to sign in again. */
export class UnauthenticatedError extends GatewayError {
  override readonly name = 'UnauthenticatedError';
}

/** `FORBIDDEN`: the caller lacks the permission. */
export class ForbiddenError extends GatewayError {
  override readonly name = 'ForbiddenError';
}

/** `NOT_FOUND`: the site does not have it. */
export class NotFoundError extends GatewayError {
  override readonly name = 'NotFoundError';
}

/** `CONFLICT`: a newer version of the document, a name that is taken, or a locked document stands against it. */
export class ConflictError extends GatewayError {
  override readonly name = 'ConflictError';
  /** The `modified` that was given as `ifModified`; null if the conflict is another one. */
  readonly expected: string | null;
  /** The `modified` that the document has. */
  readonly actual: string | null;

  constructor(error: RawError, options?: ErrorOptions) {
    super(error, options);
    this.expected = textOrNull(this.extensions.expected);
    this.actual = textOrNull(this.extensions.actual);
  }

  /** Whether somebody else has changed the document since it was read. */
  get isStale(): boolean {
    return this.extensions.excType === 'TimestampMismatchError' || this.field === 'ifModified';
  }
}

/** `BAD_USER_INPUT` and `INVALID`: what was sent is wrong, by the schema, by metadata or by rules of the site. */
export class InputError extends GatewayError {
  override readonly name = 'InputError';
}

/** The same request can succeed later: limits, time-outs, maintenance, a gateway or site that cannot be reached. */
export class UnavailableError extends GatewayError {
  override readonly name = 'UnavailableError';
}

/** `RESUME_EXPIRED`: read the list again, and subscribe without `after`. */
export class ResumeExpiredError extends GatewayError {
  override readonly name = 'ResumeExpiredError';
}

const CLASSES: Readonly<Partial<Record<ErrorCode, typeof GatewayError>>> = {
  BAD_USER_INPUT: InputError,
  INVALID: InputError,
  UNAUTHENTICATED: UnauthenticatedError,
  FORBIDDEN: ForbiddenError,
  NOT_FOUND: NotFoundError,
  CONFLICT: ConflictError,
  RATE_LIMITED: UnavailableError,
  OVERLOADED: UnavailableError,
  READ_ONLY: UnavailableError,
  UPSTREAM_TIMEOUT: UnavailableError,
  UPSTREAM_UNAVAILABLE: UnavailableError,
  NETWORK: UnavailableError,
  RESUME_EXPIRED: ResumeExpiredError,
};

/** @returns an error of an answer as an instance of the class of its code. */
export function toGatewayError(error: RawError): GatewayError {
  return new (CLASSES[error.extensions?.code as ErrorCode] ?? GatewayError)(error);
}

/** @returns the error for a request that got no answer of the gateway. */
export function networkError(message: string, cause?: unknown): UnavailableError {
  return new UnavailableError({ message, extensions: { code: 'NETWORK' } }, { cause });
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The messages of a form, each at its place. */
export interface FormErrors {
  /** By the path within the input, such as `customer` or `items.0.item_code`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Messages that belong to no field of the form. */
  readonly form: readonly string[];
}

/** A form without errors. */
export const NO_FORM_ERRORS: FormErrors = { fields: {}, form: [] };

/**
 * Sorts errors of a write by the fields of a form.
 *
 * @param hasField whether the form has a place for the errors of this path; messages of others go to `form`, so that none
 * is lost.
 */
export function toFormErrors(
  errors: readonly GatewayError[],
  hasField: (path: string) => boolean = () => true,
): FormErrors {
  const fields: Record<string, string> = {};
  const form: string[] = [];
  for (const { field, message: said } of errors.flatMap(faultsOf)) {
    const path = field?.replace(INPUT_ARGUMENT, '') ?? null;
    const message = (field === null ? said : said.replace(`${field}: `, '')).replace(OF_VARIABLE, '');
    if (path === null || path === 'ifModified') form.push(message);
    // Of the gateway's own messages, the path is what names the field.
    else if (!hasField(path)) form.push(message === said ? message : `${path}: ${message}`);
    else fields[path] = fields[path] === undefined ? message : `${fields[path]}\n${message}`;
  }
  return { fields, form };
}

function faultsOf({ field, fields, message }: GatewayError): readonly FieldError[] {
  return fields.length > 0 ? fields : [{ field, message }];
}

/** The beginning of what GraphQL says about a value of the wrong type; the place of the message says the same. */
const OF_VARIABLE = /^Variable "\$\w+" got invalid value [\s\S]*?; /;

/** The arguments of mutations that hold a document. */
const INPUT_ARGUMENT = /^(?:input|set|from)\./;
