import type { CallerContext } from '../../../frappe/frappe-request.ts';
import type { SiteSession } from '../../../frappe/session-cookie.ts';

/** The session of the browser that sent a request: signing in begins it, signing out ends it. */
export interface BrowserSession {
  /** @throws GatewayError `FORBIDDEN` for a page that is not allowed to sign users in. */
  assertOwnPage(): void;
  /**
   * Counts an attempt to sign in.
   *
   * @throws GatewayError `BAD_USER_INPUT` for a second one: each guess takes a request.
   */
  attempt(): void;
  /** Stores a session of the site in the browser. @returns the caller in that session. */
  begin(session: SiteSession): CallerContext;
  /** Removes the session or the OAuth tokens from the browser. @returns whether there were any. */
  end(): Promise<boolean>;
}
