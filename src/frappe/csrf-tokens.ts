import { GatewayError } from '../errors.ts';
import { keepRecent } from '../recent-values.ts';
import type { FrappeAnswer, FrappeRequest } from './frappe-request.ts';
import type { Interceptor, Next, UpstreamCall } from './upstream-call.ts';

const MAX_SESSIONS = 10_000;
/** A small page that every signed-in user may see, and that names the session's token where it has one. */
const PAGE: FrappeRequest = { verb: 'GET', path: '/message', isRead: true, isPage: true };

/**
 * Sends CSRF tokens with what changes something. A session has none until its user opens the Desk; from then on the
 * site refuses changes without it, before it looks at anything else (frappe/auth.py, `validate_csrf_token`). So a
 * refusal is the moment to read the token from a page, and to send the request again: nothing of it was done.
 */
export function createCsrfTokens(): Interceptor<FrappeAnswer> {
  // The session that was used last is forgotten last; one that is forgotten costs one more refusal.
  const known = keepRecent<string>(MAX_SESSIONS);
  const withToken: Interceptor<FrappeAnswer> = async (call, next) => {
    const { request, caller } = call;
    const key = caller.token.fingerprint;
    let csrfToken = known.get(key);
    // A file is read while it is sent: it cannot be sent again.
    if (csrfToken === undefined && request.upload) {
      csrfToken = (await readCsrfToken(call, next)) ?? undefined;
      if (csrfToken !== undefined) known.set(key, csrfToken);
    }
    try {
      return await next({ ...call, csrfToken });
    } catch (error) {
      if (!isCsrfRefusal(error)) throw error;
      const fresh = await readCsrfToken(call, next);
      if (fresh === null || fresh === csrfToken) throw error;
      known.set(key, fresh);
      if (request.upload) throw error;
      return next({ ...call, csrfToken: fresh });
    }
  };
  return (call, next) =>
    call.caller.token.isSession && call.request.verb !== 'GET' ? withToken(call, next) : next(call);
}

function isCsrfRefusal(error: unknown): boolean {
  return error instanceof GatewayError && error.details.excType === 'CSRFTokenError';
}

async function readCsrfToken(call: UpstreamCall, next: Next<FrappeAnswer>): Promise<string | null> {
  const { body } = await next({ ...call, request: PAGE });
  const token = /csrf_token = "([^"]+)"/.exec(String(body.page))?.[1];
  return token === undefined || token === 'None' ? null : token;
}
