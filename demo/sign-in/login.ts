import { randomBytes } from 'node:crypto';
import { type FrappeError, frappeRaise, frappeThrow } from '../frappe-error.ts';
import { sessionCookies } from '../http/cookies.ts';
import { jsonResponse, type SiteResponse } from '../http/envelope.ts';
import { type Parameters, textParameter } from '../http/parameters.ts';
import type { Site } from '../site-context.ts';
import { addFailure, DEMO_OTP, DEMO_PASSWORD, isLocked, startSession } from './sign-in-state.ts';

/** A request to sign in. */
export interface LoginRequest {
  parameters: Parameters;
  /** The address that failures are counted for. */
  address: string;
  origin: string;
}

/** `POST /api/method/login`. @throws FrappeError 401, or 500 for a user who is locked out. */
export function login(site: Site, request: LoginRequest): SiteResponse {
  const { signIn, database } = site;
  const otp = textParameter(request.parameters.otp);
  const user = authenticate(site, request);
  if (signIn.rules.expiredPasswords.has(user)) {
    const link = `${request.origin}/update-password?key=${randomBytes(16).toString('hex')}&password_expired=true`;
    return withCookies(jsonResponse(200, { redirect_to: link, message: 'Password Reset' }), []);
  }
  if (signIn.rules.otpUsers.has(user)) {
    if (otp === undefined) return askForCode(site, user);
    if (otp !== DEMO_OTP) {
      addFailure(signIn, user);
      throw refused(site, 'Incorrect Verification code');
    }
  }
  const row = database.get('SELECT first_name, user_type FROM `tabUser` WHERE name = ?', [user]);
  const isDeskUser = row?.user_type === 'System User';
  const body = {
    message: isDeskUser ? 'Logged In' : 'No App',
    home_page: site.dialect.deskHome,
    full_name: row?.first_name,
  };
  return withCookies(jsonResponse(200, body), sessionCookies(site, startSession(signIn, user)));
}

/** `POST /api/method/logout` of a signed-in user. */
export function logout(site: Site, sid: string): SiteResponse {
  site.signIn.sessions.delete(sid);
  const body = site.dialect.logoutSignsInGuest ? { message: 'No App', home_page: '/login', full_name: 'Guest' } : {};
  return jsonResponse(200, body);
}

function authenticate(site: Site, { parameters, address }: LoginRequest): string {
  const { signIn, database } = site;
  const tmpId = textParameter(parameters.tmp_id);
  const pending = tmpId === undefined ? undefined : signIn.pending.get(tmpId);
  const name = pending?.user ?? textParameter(parameters.usr);
  const password = pending?.password ?? textParameter(parameters.pwd);
  if (name === undefined || password === undefined) throw refused(site, 'Incomplete login details');
  assertNotLocked(signIn, address);
  const user = database.get('SELECT name, enabled FROM `tabUser` WHERE name = ? OR email = ?', [name, name]);
  if (user !== undefined) assertNotLocked(signIn, String(user.name));
  if (user === undefined || password !== DEMO_PASSWORD || user.name === 'Guest') {
    addFailure(signIn, address);
    if (user !== undefined) addFailure(signIn, String(user.name));
    throw refused(site, 'Invalid login credentials');
  }
  if (pending === undefined) for (const key of [address, String(user.name)]) signIn.failures.delete(key);
  return String(user.name);
}

function assertNotLocked(signIn: Site['signIn'], key: string): void {
  if (!isLocked(signIn, key)) return;
  const { lockSeconds } = signIn.rules;
  throw frappeThrow('SecurityException', `Your account has been locked and will resume after ${lockSeconds} seconds`);
}

function askForCode({ signIn }: Site, user: string): SiteResponse {
  const tmpId = randomBytes(4).toString('hex');
  signIn.pending.set(tmpId, { user, password: DEMO_PASSWORD });
  const prompt = 'Verification code has been sent to your registered email address.';
  const verification = { token_delivery: true, prompt, method: 'Email', setup: true };
  return withCookies(jsonResponse(200, { verification, tmp_id: tmpId }), []);
}

function refused({ dialect }: Site, message: string): FrappeError {
  const named = dialect.namesRefusedLogin === null ? {} : { exc_type: dialect.namesRefusedLogin };
  return frappeRaise('AuthenticationError', { body: { message, ...named }, cookies: [] });
}

function withCookies(response: SiteResponse, cookies: readonly string[]): SiteResponse {
  return { ...response, cookies };
}
