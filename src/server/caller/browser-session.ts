import { badUserInput, GatewayError } from '../../errors.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { BrowserSession } from '../../query/execution/scope/browser-session.ts';
import { readCookie } from './cookies.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { pageOrigin } from './origin-of.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** The session of a browser over HTTP: it is kept in a cookie of the gateway's own. */
export function createBrowserSession(
  request: IncomingRequest,
  settings: SignInSettings,
  caller: CallerContext,
): BrowserSession {
  let attempts = 0;
  return {
    // A request without Origin is not a cross-site browser request: a JSON body would have triggered a preflight.
    assertOwnPage: () => {
      if (pageOrigin(request, settings.origins) !== 'foreign') return;
      throw new GatewayError('FORBIDDEN', 'This page is not allowed to sign users in or out.');
    },
    attempt: () => {
      attempts += 1;
      if (attempts > 1) throw badUserInput('An operation can have one `login` or `verifyLogin`.', 'login');
    },
    begin: ({ sid, maxAge }) => {
      settings.session.write(request, sid, maxAge);
      if (settings.oauth?.sessions.has(request)) void settings.oauth.sessions.end(request).catch(() => undefined);
      return { ...caller, token: CallerToken.fromSession(sid), onSessionKept: undefined };
    },
    end: async () => {
      // A caller with an Authorization header did not use a cookie, and keeps it.
      if (request.header('authorization')) return false;
      const hasTokens = settings.oauth?.sessions.has(request) ?? false;
      if (!caller.token.isSession && !hasTokens) return false;
      settings.session.clear(request);
      // The site's own cookie names the session that has just ended, where both share a host name.
      const hasSiteCookie = settings.takesSiteCookie && readCookie(request.header('cookie'), 'sid') !== null;
      if (hasSiteCookie) request.setCookie?.('sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
      if (hasTokens) await settings.oauth?.sessions.end(request);
      return true;
    },
  };
}
