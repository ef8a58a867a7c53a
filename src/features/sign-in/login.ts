import { badUserInput, GatewayError } from '../../errors.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { FrappeAnswer, FrappeRequest } from '../../frappe/frappe-request.ts';
import { readSessionCookie, type SiteSession } from '../../frappe/session-cookie.ts';
import type { BrowserSession } from '../../query/execution/scope/browser-session.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { endSession } from './end-session.ts';
import type { Me } from './read-me.ts';

/** The response of a site to signing in: one of the three is set. */
export interface LoginResult {
  me: Me | null;
  verification: Verification | null;
  /** The page to set a new password, because the old one has expired. */
  passwordReset: { url: string } | null;
}

/** A second factor that the site asks for. */
export interface Verification {
  tmpId: string;
  method: string | null;
  prompt: string | null;
}

/** Signs in with a password. @throws GatewayError `UNAUTHENTICATED` if the site refuses it. */
export async function login(scope: RequestScope, user: string, password: string): Promise<LoginResult> {
  if (user === '') throw badUserInput('user must not be empty.', 'user');
  if (password === '') throw badUserInput('password must not be empty.', 'password');
  return signIn(scope, { usr: user, pwd: password });
}

/**
 * Signs in with the code that the site asked for.
 *
 * @throws GatewayError `UNAUTHENTICATED` if it is wrong or too late.
 */
export async function verifyLogin(scope: RequestScope, tmpId: string, otp: string): Promise<LoginResult> {
  if (tmpId === '') throw badUserInput('tmpId must not be empty.', 'tmpId');
  if (otp === '') throw badUserInput('otp must not be empty.', 'otp');
  return signIn(scope, { tmp_id: tmpId, otp });
}

/** The session of the caller's browser. @throws GatewayError if it cannot be set, or not by this page. */
export function browserSessionOf({ signIn: browser }: RequestScope): BrowserSession {
  if (!browser) throw badUserInput('Sign in and out over HTTP: no cookie can be set here.', 'login');
  browser.assertOwnPage();
  return browser;
}

async function signIn(scope: RequestScope, body: Record<string, string>): Promise<LoginResult> {
  const browser = browserSessionOf(scope);
  browser.attempt();
  const request: FrappeRequest = { verb: 'POST', path: '/api/method/login', body, isRead: false };
  // A user who signs in is a guest until then: an existing session is not sent along.
  const nobody = { ...scope.caller, token: CallerToken.guest };
  const answer = await scope.client.send(request, nobody).catch((error: unknown) => {
    throw error instanceof GatewayError ? toLoginError(error) : error;
  });
  const result = readLogin(answer, browser);
  // An answer to the former session that is still under way would bring its cookie back: then it opens nothing.
  if (result.me && scope.caller.onSessionKept) await endSession(scope).catch(() => undefined);
  return result;
}

function readLogin({ body, headers }: FrappeAnswer, browser: BrowserSession): LoginResult {
  const result: LoginResult = { me: null, verification: null, passwordReset: null };
  if (typeof body.tmp_id === 'string') return { ...result, verification: readVerification(body.tmp_id, body) };
  if (typeof body.redirect_to === 'string' && body.message === 'Password Reset') {
    return { ...result, passwordReset: { url: body.redirect_to } };
  }
  const session = readSessionCookie(headers);
  if (!isSession(session)) throw new GatewayError('UPSTREAM_CONTRACT', 'Expected a session from the site.');
  return { ...result, me: { caller: browser.begin(session), user: null } };
}

function isSession(session: SiteSession | null): session is SiteSession {
  return session !== null && session.sid !== '' && session.sid !== 'Guest';
}

function readVerification(tmpId: string, body: Record<string, unknown>): Verification {
  const { method, prompt } = (body.verification ?? {}) as Record<string, unknown>;
  return {
    tmpId,
    method: typeof method === 'string' ? method : null,
    prompt: typeof prompt === 'string' && prompt !== '' ? prompt : null,
  };
}

/** Says how long a locked account stays so, and what a code that came too late means. */
function toLoginError(error: GatewayError): GatewayError {
  const { excType } = error.details;
  if (excType === 'ExpiredLoginException') {
    return new GatewayError('UNAUTHENTICATED', 'The code has expired. Sign in again.', error.details, error);
  }
  const seconds = excType === 'SecurityException' ? /\d+/.exec(error.message)?.[0] : undefined;
  if (seconds === undefined) return error;
  return new GatewayError(error.code, error.message, { ...error.details, retryAfter: Number(seconds) }, error);
}
