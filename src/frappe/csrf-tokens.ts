import { GatewayError } from '../errors.ts';
import type { CallerContext, FrappeAnswer, FrappeRequest } from './frappe-request.ts';

/** Sends one request as it is. */
export type SendOnce = (request: FrappeRequest, caller: CallerContext, csrfToken?: string) => Promise<FrappeAnswer>;

/** Sends requests of callers who have a session of the site. */
export interface CsrfTokens {
  send(request: FrappeRequest, caller: CallerContext): Promise<FrappeAnswer>;
}

const MAX_SESSIONS = 10_000;
/** A small page that every signed-in user may see, and that names the session's token where it has one. */
const PAGE: FrappeRequest = { verb: 'GET', path: '/message', isRead: true, isPage: true };

/**
 * Sends CSRF tokens with what changes something. A session has none until its user opens the Desk; from then on the
 * site refuses changes without it, before it looks at anything else (frappe/auth.py, `validate_csrf_token`). So a
 * refusal is the moment to read the token from a page, and to send the request again: nothing of it was done.
 */
export function createCsrfTokens(sendOnce: SendOnce): CsrfTokens {
  const known = new Map<string, string>();
  return {
    send: async (request, caller) => {
      if (request.verb === 'GET') return sendOnce(request, caller);
      const key = caller.token.fingerprint;
      let token = known.get(key);
      // A file is read while it is sent: it cannot be sent again.
      if (token === undefined && request.upload) {
        token = (await readCsrfToken(sendOnce, caller)) ?? undefined;
        if (token !== undefined) remember(known, key, token);
      }
      try {
        return await sendOnce(request, caller, token);
      } catch (error) {
        if (!isCsrfRefusal(error)) throw error;
        const fresh = await readCsrfToken(sendOnce, caller);
        if (fresh === null || fresh === token) throw error;
        remember(known, key, fresh);
        if (request.upload) throw error;
        return sendOnce(request, caller, fresh);
      }
    },
  };
}

function isCsrfRefusal(error: unknown): boolean {
  return error instanceof GatewayError && error.details.excType === 'CSRFTokenError';
}

async function readCsrfToken(sendOnce: SendOnce, caller: CallerContext): Promise<string | null> {
  const { body } = await sendOnce(PAGE, caller);
  const token = /csrf_token = "([^"]+)"/.exec(String(body.page))?.[1];
  return token === undefined || token === 'None' ? null : token;
}

/** The session that was learnt first is forgotten first; it costs it one more refusal. */
function remember(known: Map<string, string>, key: string, token: string): void {
  known.delete(key);
  known.set(key, token);
  const [oldest] = known.keys();
  if (known.size > MAX_SESSIONS && oldest !== undefined) known.delete(oldest);
}
