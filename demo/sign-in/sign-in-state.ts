import { randomBytes } from 'node:crypto';
import { DEMO_BEARER_TOKENS } from '../seed/demo-users.ts';

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

/** The OAuth client of the site. */
export interface OAuthRules {
  clientId: string;
  clientSecret: string;
  redirectUris: Set<string>;
  /** How long an access token is good. */
  accessSeconds: number;
  /** Whether users are not asked first. */
  skipsAuthorization: boolean;
  /** `base_url` of the Social Login Key `frappe`; null if there is none. */
  baseUrl: string | null;
  /** Changes each ID token before it is signed. */
  alterIdToken: (token: IdToken) => IdToken;
}

/** An ID token before it is signed. */
export interface IdToken {
  alg: string;
  claims: Record<string, unknown>;
}

/** A code on its way to a client. */
export interface OAuthCode {
  user: string;
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
  isUsed: boolean;
}

/** An access token with the refresh token that came along. */
export interface OAuthToken {
  access: string;
  refresh: string;
  user: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  isRevoked: boolean;
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

/** The state of signing in on a site. */
export interface SignInState {
  rules: SignInRules;
  sessions: Map<string, SignInSession>;
  /** Users who have given their password, and not yet their code. */
  pending: Map<string, { user: string; password: string }>;
  failures: Map<string, Failures>;
  oauth: OAuthRules;
  codes: Map<string, OAuthCode>;
  /** By the access token. */
  tokens: Map<string, OAuthToken>;
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
    oauth: {
      clientId: 'demo-client',
      clientSecret: 'demo-client-secret',
      redirectUris: new Set(),
      accessSeconds: 3600,
      skipsAuthorization: true,
      baseUrl: null,
      alterIdToken: (token) => token,
    },
    codes: new Map(),
    tokens: new Map(seedTokens().map((token) => [token.access, token])),
  };
}

function seedTokens(): OAuthToken[] {
  const seed = (access: string, user: string, expiresAt: number): OAuthToken => ({
    access,
    refresh: `${access}-refresh`,
    user,
    expiresAt,
    isRevoked: false,
  });
  const good = Object.entries(DEMO_BEARER_TOKENS).map(([access, user]) => seed(access, user, Number.MAX_SAFE_INTEGER));
  return [...good, seed('alice-expired-token-000000001', 'alice@example.com', 0)];
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
