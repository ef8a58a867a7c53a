import type { IsTrustedProxy } from '../../trusted-proxies.ts';
import { isFromProxy } from './client-address.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** The settings from which the gateway's own origin is derived. */
export interface OriginSettings {
  isTrusted: IsTrustedProxy;
  /** The address by which browsers reach the gateway; null if each request says so. */
  publicUrl: URL | null;
  /** Origins whose pages may use the gateway as its own do. */
  corsOrigins: readonly string[];
}

/** From what page a browser sent a request; `unknown` where no browser says so. */
export type PageOrigin = 'own' | 'allowed' | 'foreign' | 'unknown';

/** The gateway's own origin, as the browser sees it. */
export function ownOrigin(request: IncomingRequest, { isTrusted, publicUrl }: OriginSettings): string {
  if (publicUrl !== null) return publicUrl.origin;
  const isProxied = isFromProxy(request.socket, isTrusted);
  const forwarded = (name: string) => (isProxied ? request.header(name)?.split(',')[0]?.trim() : undefined);
  const scheme = forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${scheme}://${forwarded('x-forwarded-host') ?? request.header('host') ?? 'localhost'}`.toLowerCase();
}

/** The path under which browsers find the gateway, where a proxy takes it off: `/gateway`, empty for the root. */
export function publicPath(publicUrl: URL | null): string {
  return publicUrl === null ? '' : publicUrl.pathname.replace(/\/+$/, '');
}

/**
 * Finds whose page sent a request, by the headers that browsers set and pages cannot: `Origin`, else `Sec-Fetch-Site`.
 * A page of the same host over http counts as its own where a proxy that is not trusted ends TLS.
 */
export function pageOrigin(request: IncomingRequest, settings: OriginSettings): PageOrigin {
  const origin = request.header('origin')?.toLowerCase();
  if (origin !== undefined) {
    if (settings.corsOrigins.includes(origin)) return 'allowed';
    return hostOf(origin) !== null && hostOf(origin) === hostOf(ownOrigin(request, settings)) ? 'own' : 'foreign';
  }
  const site = request.header('sec-fetch-site');
  if (site === null) return 'unknown';
  // `none` means an action of the user, such as typing an address.
  return site === 'same-origin' || (site === 'none' && request.method === 'GET') ? 'own' : 'foreign';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
