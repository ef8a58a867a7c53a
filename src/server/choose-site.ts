import type { IncomingMessage } from 'node:http';
import type { IsTrustedProxy } from '../trusted-proxies.ts';
import { isFromProxy } from './caller/client-address.ts';

/** How a site is asked for. */
export interface SiteAddress {
  /** Its name in the configuration; null if it is the only one, and every request is for it. */
  readonly name: string | null;
  /** Host names, in lower case and without port. */
  readonly hosts: readonly string[];
}

/** The request parts by which a site is chosen. */
export interface SiteChoice {
  /** The header in which a trusted proxy names the site, in lower case; null if none does. */
  readonly header: string | null;
  readonly isTrusted: IsTrustedProxy;
}

/**
 * Finds the site that a request is for: the one that a trusted proxy names in the agreed header, else the one of its
 * host name. From anybody else the header counts for nothing: a cookie of one site would go to another.
 *
 * @returns null if it is for none.
 */
export function chooseSite<Site extends SiteAddress>(
  sites: readonly Site[],
  { header, isTrusted }: SiteChoice,
  request: IncomingMessage,
): Site | null {
  const [only] = sites;
  if (only?.name === null) return only;
  const named = header === null ? undefined : request.headers[header];
  if (named !== undefined && isFromProxy(request.socket, isTrusted))
    return sites.find(({ name }) => name === named) ?? null;
  const host = hostNameOf(request);
  return sites.find(({ hosts }) => hosts.includes(host)) ?? null;
}

/** `Shop.Example.:443` → `shop.example` */
function hostNameOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}
