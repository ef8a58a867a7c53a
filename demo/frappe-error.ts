/** One entry of `_server_messages`. */
export interface ServerMessage {
  /** Text, a list (`as_list`) or a table (`as_table`). */
  message: string | readonly string[] | readonly (readonly string[])[];
  title?: string;
  /** Colour of a message that was not thrown. */
  indicator?: string;
  /** Raised by `frappe.throw`: red, with `raise_exception`. */
  isThrown?: boolean;
  /** Shown for a moment only. */
  isAlert?: boolean;
}

interface ErrorDetails {
  excType: string;
  status: number;
  /** The text before the class name in `exception`, with its dot. */
  module: string;
  /** The text after the class name. */
  text?: string;
  messages?: readonly ServerMessage[];
  /** `_error_message`. */
  errorMessage?: string;
  isThrown?: boolean;
  hasTraceback?: boolean;
  /** Keys that were put into the response before the exception. */
  body?: Readonly<Record<string, unknown>>;
  /** The cookies of the answer, where they are not those of the session. */
  cookies?: readonly string[];
  /** The app in whose code it was raised. */
  source?: string;
  /** In place of the line with the class, where a traceback ends otherwise. */
  lastLine?: string;
  /** The failed SQL is printed among `_debug_messages`. */
  hasDebugMessages?: boolean;
}

const STATUS: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  PermissionError: 403,
  DoesNotExistError: 404,
  PageDoesNotExistError: 404,
  DuplicateEntryError: 409,
  NameError: 409,
  InvalidAuthorizationToken: 400,
  RateLimitExceededError: 429,
  CSRFTokenError: 400,
  SecurityException: 500,
};

/** Exceptions for which Frappe leaves out the traceback. */
const WITHOUT_TRACEBACK: ReadonlySet<string> = new Set(['CSRFTokenError']);

/** An exception of the site: what the envelope of each version is made from. */
export class FrappeError extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(details.text ?? details.excType);
    this.details = details;
  }
}

/** The HTTP status of a Frappe exception class; a class of ValidationError's family is 417. */
export function statusOf(excType: string): number {
  return STATUS[excType] ?? 417;
}

/** `frappe.throw(message, exc, title)`. */
export function frappeThrow(excType: string, message: string, title = 'Message', text = message): FrappeError {
  return new FrappeError({
    excType,
    status: statusOf(excType),
    module: 'frappe.exceptions.',
    text,
    messages: [{ message, title, isThrown: true }],
    isThrown: true,
    hasTraceback: !WITHOUT_TRACEBACK.has(excType) && statusOf(excType) !== 404,
  });
}

/** `raise frappe.X`, with what was pushed to the message log before. */
export function frappeRaise(excType: string, extra: Partial<ErrorDetails> = {}): FrappeError {
  const status = statusOf(excType);
  return new FrappeError({
    excType,
    status,
    module: 'frappe.exceptions.',
    hasTraceback: status !== 404,
    ...extra,
  });
}

/** An exception of Python itself: 500. `className` may carry its module. */
export function pythonError(className: string, text: string): FrappeError {
  const dot = className.lastIndexOf('.') + 1;
  return new FrappeError({ excType: className.slice(dot), status: 500, module: className.slice(0, dot), text });
}

/** An exception of the database driver: 500. */
export function sqlError(module: string, excType: string, code: number, message: string): FrappeError {
  const isSyntax = code === 1064;
  const text = `(${code}, "${message}")`;
  return new FrappeError({ excType, status: 500, module: `${module}.`, text, hasDebugMessages: isSyntax });
}

/** A syntax error of the database; `near` ends with the line. */
export function sqlSyntaxError(module: string, near: string): FrappeError {
  const hint = 'check the manual that corresponds to your MariaDB server version for the right syntax to use near';
  return sqlError(module, 'ProgrammingError', 1064, `You have an error in your SQL syntax; ${hint} ${near}`);
}
