import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { SiteSession } from '../../frappe/session-cookie.ts';

/** Where a request came in, as far as signing in and out concerns it: browsers are given sessions and lose them there. */
export interface BrowserSession {
  /** @throws GatewayError `FORBIDDEN` for a page that may sign nobody in. */
  assertOwnPage(): void;
  /** Counts an attempt to sign in. @throws GatewayError `BAD_USER_INPUT` for a second one: each guess takes a request. */
  attempt(): void;
  /** Gives a session of the site to who asks. @returns him, in that session. */
  begin(session: SiteSession): CallerContext;
  /** Takes from him what he is signed in by, be it a session or tokens of OAuth. @returns whether there was any. */
  end(): Promise<boolean>;
}
