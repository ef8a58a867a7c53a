import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { GatewayError, hasCode } from '../../errors.ts';
import { type OAuthClient, type OAuthTokens, refreshTokens, revokeToken } from '../../features/sign-in/oauth-tokens.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import { keepRecent } from '../../recent-values.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Seal } from './seal.ts';
import type { CookieSlot } from './session-cookie.ts';

/** A token is exchanged this long before it expires, so that it does not do so on its way. */
const EARLY_MS = 60_000;
/** Requests that still carry the old tokens get the ones that were fetched for the first of them. */
const SHARED_MS = 120_000;
const MAX_SHARED = 10_000;
const COOKIE_SECONDS = 30 * 86_400;

const keptTokens = z.object({
  access: z.string(),
  refresh: z.string().nullable(),
  expiresAt: z.number(),
  /** The access token before, which late requests may still carry. */
  previous: z.string().nullable(),
});
type KeptTokens = z.infer<typeof keptTokens>;

/** Sign-ins by OAuth: the tokens are in a sealed cookie, and nowhere else. */
export interface OAuthSessions {
  has(request: IncomingRequest): boolean;
  /** @throws GatewayError `UNAUTHENTICATED` if the cookie is not good, or not any more. */
  read(request: IncomingRequest): Promise<CallerToken>;
  begin(request: IncomingRequest, tokens: OAuthTokens): void;
  /** Revokes the tokens, and forgets them regardless of the site's response. */
  end(request: IncomingRequest): Promise<void>;
}

/** Makes them for one site. */
export function createOAuthSessions(
  client: FrappeClient,
  oauth: OAuthClient,
  cookie: CookieSlot,
  seal: Seal,
): OAuthSessions {
  const refreshed = keepRecent<Promise<KeptTokens>>(MAX_SHARED, SHARED_MS);
  const open = (request: IncomingRequest): KeptTokens | null =>
    keptTokens
      .nullable()
      .catch(null)
      .parse(seal.open(cookie.read(request) ?? ''));
  const keep = (request: IncomingRequest, tokens: KeptTokens) =>
    cookie.write(request, seal.seal(tokens), COOKIE_SECONDS);
  return {
    has: (request) => cookie.read(request) !== null,
    read: async (request) => {
      const tokens = open(request);
      if (tokens !== null && tokens.expiresAt - EARLY_MS > Date.now()) return toToken(tokens);
      try {
        if (tokens === null || tokens.refresh === null) throw ended();
        const fresh = await refreshOnce(refreshed, tokens.refresh, () => refresh(client, oauth, tokens));
        keep(request, fresh);
        return toToken(fresh);
      } catch (error) {
        if (isEnded(error)) cookie.clear(request);
        throw error;
      }
    },
    begin: (request, { access, refresh, expiresAt }) => keep(request, { access, refresh, expiresAt, previous: null }),
    end: async (request) => {
      const tokens = open(request);
      cookie.clear(request);
      const fresh = tokens === null ? [] : await endRefreshing(refreshed, tokens.refresh);
      for (const access of [tokens?.access, tokens?.previous, ...fresh.map((some) => some.access)]) {
        if (access) await revokeToken(client, oauth, access);
      }
    },
  };
}

function toToken({ access }: KeptTokens): CallerToken {
  return CallerToken.fromAuthorization(`Bearer ${access}`);
}

/** One exchange for all requests with one refresh token, also for those that come a little later. */
function refreshOnce(
  refreshed: LRUCache<string, Promise<KeptTokens>>,
  refreshToken: string,
  exchange: () => Promise<KeptTokens>,
): Promise<KeptTokens> {
  const key = keyOf(refreshToken);
  const known = refreshed.get(key);
  if (known !== undefined) return known;
  const asked = exchange();
  refreshed.set(key, asked);
  // A token that the site has refused is refused again. An exchange that broke off is tried again, unless a sign-out
  // has blocked it meanwhile.
  asked.catch((error) => {
    if (!isEnded(error) && refreshed.peek(key) === asked) refreshed.delete(key);
  });
  return asked;
}

/**
 * Blocks further exchanges of a refresh token, which may be under way in another request.
 *
 * @returns the tokens that were fetched for it, and for them in turn: other tabs of the browser have them.
 */
async function endRefreshing(
  refreshed: LRUCache<string, Promise<KeptTokens>>,
  refreshToken: string | null,
): Promise<KeptTokens[]> {
  if (refreshToken === null) return [];
  const key = keyOf(refreshToken);
  const known = refreshed.get(key);
  const refusal = Promise.reject<KeptTokens>(ended());
  refusal.catch(() => undefined);
  refreshed.set(key, refusal);
  const fresh = await known?.catch(() => null);
  if (!fresh) return [];
  return [fresh, ...(fresh.refresh === refreshToken ? [] : await endRefreshing(refreshed, fresh.refresh))];
}

function keyOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url');
}

/** Sites leave the old refresh token good: it is revoked one exchange later, when no request carries it any more. */
async function refresh(client: FrappeClient, oauth: OAuthClient, old: KeptTokens): Promise<KeptTokens> {
  const fresh = await refreshTokens(client, oauth, old.refresh ?? '');
  if (old.previous !== null) await revokeToken(client, oauth, old.previous).catch(() => undefined);
  const { access, expiresAt } = fresh;
  return { access, refresh: fresh.refresh ?? old.refresh, expiresAt, previous: old.access };
}

function isEnded(error: unknown): boolean {
  return hasCode(error, 'UNAUTHENTICATED');
}

function ended(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The sign-in has ended. Sign in again.');
}
