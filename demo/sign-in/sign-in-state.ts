import { randomBytes } from 'node:crypto';

/** How the site lets users sign in: what System Settings and roles say on a real site. */
export interface SignInRules {
  /** Users who need a second factor. */
  otpUsers: Set<string>;
  /** Users whose password has expired. */
  expiredPasswords: Set<string>;
  /** Failures in a row until a user or an address is locked; null never locks. */
  maxFailures: number | null;
  lockSeconds: number;
  sessionSeconds: number;
}

/** A signed-in user. */
export interface SignInSession {
  sid: string;
  user: string;
  /** There once a page that names it was made. */
  csrfToken: string | null;
}

interface Failures {
  count: number;
  since: number;
}

/** What a site knows of those who sign in. */
export interface SignInState {
  rules: SignInRules;
  sessions: Map<string, SignInSession>;
  /** Users who have given their password, and not yet their code. */
  pending: Map<string, { user: string; password: string }>;
  failures: Map<string, Failures>;
}

/** The password of every demo user. */
export const DEMO_PASSWORD = 'Passw0rd!x1';

/** The code that the second factor takes. */
export const DEMO_OTP = '123456';

/** Nobody is signed in, and nobody needs a second factor. */
export function createSignInState(): SignInState {
  return {
    rules: {
      otpUsers: new Set(),
      expiredPasswords: new Set(),
      maxFailures: null,
      lockSeconds: 60,
      sessionSeconds: 864_000,
    },
    sessions: new Map(),
    pending: new Map(),
    failures: new Map(),
  };
}

/** Begins a session. */
export function startSession(state: SignInState, user: string): SignInSession {
  const session = { sid: randomBytes(28).toString('hex'), user, csrfToken: null };
  state.sessions.set(session.sid, session);
  return session;
}

/** Counts a failure of a user or an address. */
export function addFailure(state: SignInState, key: string): void {
  const failures = state.failures.get(key);
  const isOver = failures === undefined || Date.now() - failures.since > state.rules.lockSeconds * 1000;
  state.failures.set(key, isOver ? { count: 1, since: Date.now() } : { ...failures, count: failures.count + 1 });
}

/** Whether a user or an address has to wait. */
export function isLocked(state: SignInState, key: string): boolean {
  const { maxFailures, lockSeconds } = state.rules;
  const failures = state.failures.get(key);
  if (maxFailures === null || failures === undefined) return false;
  return failures.count > maxFailures && Date.now() - failures.since < lockSeconds * 1000;
}
