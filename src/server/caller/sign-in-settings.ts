import type { Config } from '../../config.ts';
import type { OAuthClient } from '../../features/sign-in/oauth-tokens.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import { createProxyTrust } from '../../trusted-proxies.ts';
import { createOAuthSessions, type OAuthSessions } from './oauth-session.ts';
import type { OriginSettings } from './origin-of.ts';
import { createSeal, type Seal } from './seal.ts';
import { type CookieSlot, createCookieSlot, shortHash } from './session-cookie.ts';

/** The settings by which a site identifies callers. */
export interface SignInSettings {
  origins: OriginSettings;
  /** The gateway's own cookie of a session that `login` began. */
  session: CookieSlot;
  /** Whether the site's own cookie `sid` counts, as where both are under one host name. */
  takesSiteCookie: boolean;
  /** Null if the gateway is not an OAuth client of the site. */
  oauth: OAuthSettings | null;
}

/** The settings of signing in by OAuth. */
export interface OAuthSettings {
  client: OAuthClient;
  /** The address by which browsers reach the site. */
  siteUrl: URL;
  sessions: OAuthSessions;
  flowSeal: Seal;
  /** The cookie of one sign-in under way: several tabs do not disturb each other. */
  flowCookie(state: string): CookieSlot;
}

/** Reads the configuration of one site. */
export function toSignInSettings(config: Config, client: FrappeClient): SignInSettings {
  const { site, trustedProxies, publicUrl, corsOrigins, takesSiteCookie } = config;
  const origins = { isTrusted: createProxyTrust(trustedProxies), publicUrl, corsOrigins };
  const siteUrl = `${site.url.href}#${site.siteName ?? ''}`;
  const session = createCookieSlot('session', siteUrl, origins);
  return { origins, session, takesSiteCookie, oauth: toOAuthSettings(config, client, siteUrl, origins) };
}

function toOAuthSettings(
  { oauth, sessionSecrets, site }: Config,
  client: FrappeClient,
  siteUrl: string,
  origins: OriginSettings,
): OAuthSettings | null {
  if (oauth === null) return null;
  const cookie = createCookieSlot('oauth', siteUrl, origins);
  const seal = createSeal(sessionSecrets, `tokens ${siteUrl}`);
  return {
    client: oauth.client,
    siteUrl: oauth.siteUrl ?? site.url,
    sessions: createOAuthSessions(client, oauth.client, cookie, seal),
    flowSeal: createSeal(sessionSecrets, `flow ${siteUrl}`),
    flowCookie: (state) => createCookieSlot(`flow_${shortHash(state)}`, siteUrl, origins),
  };
}
