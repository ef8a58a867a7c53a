import type { Config } from '../../config.ts';
import { createProxyTrust } from '../client-address.ts';
import type { OriginSettings } from './origin-of.ts';
import { type CookieSlot, createCookieSlot } from './session-cookie.ts';

/** What the doors of a site tell callers apart by. */
export interface SignInSettings {
  origins: OriginSettings;
  /** The gateway's own cookie of a session that `login` began. */
  session: CookieSlot;
  /** Whether the site's own cookie `sid` counts, as where both are under one host name. */
  takesSiteCookie: boolean;
}

/** Reads the configuration of one site. */
export function toSignInSettings(config: Config): SignInSettings {
  const { site, trustedProxies, publicUrl, corsOrigins, takesSiteCookie } = config;
  const origins = { isTrusted: createProxyTrust(trustedProxies), publicUrl, corsOrigins };
  const siteUrl = `${site.url.href}#${site.siteName ?? ''}`;
  return { origins, session: createCookieSlot('session', siteUrl, origins), takesSiteCookie };
}
