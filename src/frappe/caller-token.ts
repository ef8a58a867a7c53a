import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/**
 * A caller's credential. It can be sent to the site and hashed, and nothing else: printing, logging or
 * serialising it gives a placeholder.
 */
export class CallerToken {
  readonly #authorization: string | undefined;

  private constructor(authorization: string | undefined) {
    this.#authorization = authorization;
  }

  /** A caller who sends no credential: Frappe's user Guest. */
  static readonly guest: CallerToken = new CallerToken(undefined);

  /**
   * @param authorization the value of an `Authorization` header, forwarded exactly as given. It must be two words:
   * Frappe silently treats anything else as Guest (frappe/auth.py, `validate_auth`).
   */
  static fromAuthorization(authorization: string): CallerToken {
    return new CallerToken(authorization);
  }

  /** @returns the token of an API key pair, as in Frappe's `Authorization: token key:secret`. */
  static fromApiKey(key: string, secret: string): CallerToken {
    return new CallerToken(`token ${key}:${secret}`);
  }

  get isGuest(): boolean {
    return this.#authorization === undefined;
  }

  /** The headers that carry this credential. To be called where a request is sent, and nowhere else. */
  toHeaders(): Record<string, string> {
    return this.#authorization === undefined ? {} : { authorization: this.#authorization };
  }

  /** A SHA-256 of the whole credential: the only form in which it may be part of a key. */
  get fingerprint(): string {
    return createHash('sha256')
      .update(this.#authorization ?? 'guest')
      .digest('base64url');
  }

  toJSON(): string {
    return '[credential]';
  }

  toString(): string {
    return '[credential]';
  }

  [inspect.custom](): string {
    return '[credential]';
  }
}
