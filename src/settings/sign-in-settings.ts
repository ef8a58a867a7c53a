import { z } from 'zod';
import { address, flag } from './setting-values.ts';

/** How callers sign in. */
export const SIGN_IN_SETTINGS = {
  PUBLIC_URL: address
    .optional()
    .describe(
      'The address by which browsers reach the gateway, such as `https://api.example.com`. Without it, each request decides: `Host`, and from trusted proxies `X-Forwarded-Proto` and `X-Forwarded-Host`. With https, cookies are `Secure`. A path, as in `https://example.com/gateway`, is one that a proxy removes before it forwards requests; redirect URIs of OAuth, cookies and links of GraphiQL keep it.',
    ),
  CORS_ORIGINS: z
    .string()
    .default('')
    .describe(
      'Origins whose pages may use the gateway from a browser, separated by commas: `https://app.example.com`. Without it, no page of another origin can.',
    ),
  SITE_COOKIE: flag
    .default(true)
    .describe(
      "Whether the site's own cookie `sid` signs callers in. Browsers send it if the site and the gateway have the same host name. Set it to `false` for sites of `SITES_FILE` without a host name of their own: there, the cookie may be that of another site.",
    ),
  SESSION_SECRET: z
    .string()
    .default('')
    .describe(
      'Key that encrypts the cookies of OAuth sign-ins, of 32 random characters or more. With several, separated by commas, the first encrypts and all decrypt, so that you can replace one without signing users out. All processes behind one address need the same value.',
    ),
  OAUTH_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe(
      'App Client ID of an OAuth Client of the site. It turns on `/auth/login`, `/auth/callback` and `/auth/logout`, and requires `SESSION_SECRET`.',
    ),
  OAUTH_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('App Client Secret of that OAuth Client. Without it, PKCE alone proves to the site who the gateway is.'),
  OAUTH_SCOPES: z
    .string()
    .min(1)
    .default('all openid')
    .describe(
      'Requested scopes. The OAuth Client must have all of them. With `openid`, the site must issue an ID token, which the gateway checks.',
    ),
  FRAPPE_PUBLIC_URL: address.optional().meta({
    description: 'The address by which browsers reach the site, to sign in there.',
    shownDefault: 'FRAPPE_URL',
  }),
};
