import type { ErrorCode } from '../../errors.ts';

/** A request that is refused before any operation of it is looked at: as plain data, for every way to answer it. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The body of the answer. */
  toJson(): string {
    return JSON.stringify({ errors: [{ message: this.message, extensions: { code: this.code, field: 'body' } }] });
  }
}

/** @throws whatever is not a refusal. */
export function toRefusal(error: unknown): RequestRefusal {
  if (error instanceof RequestRefusal) return error;
  throw error;
}
