import { hash } from 'node:crypto';
import { inspect } from 'node:util';

type Credential = { kind: 'guest' } | { kind: 'authorization'; value: string } | { kind: 'session'; sid: string };

/**
 * A caller's credential. It can be sent to the site and hashed, and nothing else: printing, logging or
 * serialising it gives a placeholder.
 */
export class CallerToken {
  readonly #credential: Credential;
  #fingerprint: string | undefined;

  private constructor(credential: Credential) {
    this.#credential = credential;
  }

  /** A caller who sends no credential: Frappe's user Guest. */
  static readonly guest: CallerToken = new CallerToken({ kind: 'guest' });

  /**
   * @param authorization the value of an `Authorization` header, forwarded exactly as given. It must be two words:
   * Frappe silently treats anything else as Guest (frappe/auth.py, `validate_auth`).
   */
  static fromAuthorization(authorization: string): CallerToken {
    return new CallerToken({ kind: 'authorization', value: authorization });
  }

  /** @returns the token of an API key pair, as in Frappe's `Authorization: token key:secret`. */
  static fromApiKey(key: string, secret: string): CallerToken {
    return CallerToken.fromAuthorization(`token ${key}:${secret}`);
  }

  /** @param sid the ID of a session of the site, as its cookie `sid` holds it. */
  static fromSession(sid: string): CallerToken {
    return new CallerToken({ kind: 'session', sid });
  }

  get isGuest(): boolean {
    return this.#credential.kind === 'guest';
  }

  /** Whether it is a session of the site: one that can end, and whose writes need a CSRF token. */
  get isSession(): boolean {
    return this.#credential.kind === 'session';
  }

  /** Whether it is an OAuth access token. */
  get isBearer(): boolean {
    return this.#credential.kind === 'authorization' && /^bearer /i.test(this.#credential.value);
  }

  /**
   * The headers that carry this credential: never two at once, because a session beats an API key at the site. To be
   * called where a request is sent, and nowhere else.
   */
  toHeaders(): Record<string, string> {
    const credential = this.#credential;
    if (credential.kind === 'authorization') return { authorization: credential.value };
    return credential.kind === 'session' ? { cookie: `sid=${encodeURIComponent(credential.sid)}` } : {};
  }

  /** A SHA-256 of the whole credential: the only form in which it may be part of a key. */
  get fingerprint(): string {
    this.#fingerprint ??= hash('sha256', JSON.stringify(this.#credential), 'base64url');
    return this.#fingerprint;
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
