import { createHash } from 'node:crypto';
import { formatCookie, readCookie } from './cookies.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type OriginSettings, ownOrigin, publicPath } from './origin-of.ts';

/** A cookie that the gateway sets, reads and deletes. */
export interface CookieSlot {
  read(request: IncomingRequest): string | null;
  write(request: IncomingRequest, value: string, maxAge: number | null): void;
  clear(request: IncomingRequest): void;
}

/**
 * A cookie for one purpose and one site: its name holds a hash of the site, so that a session of one site is never sent
 * to another behind the same host name. Over https the name starts with `__Host-`: then no other host can set it. Under
 * a path of the host, where that is not possible, only the gateway's path gets it.
 */
export function createCookieSlot(purpose: string, siteUrl: string, origins: OriginSettings): CookieSlot {
  const siteHash = shortHash(siteUrl);
  const isSecure = (request: IncomingRequest) => ownOrigin(request, origins).startsWith('https:');
  const path = publicPath(origins.publicUrl) || '/';
  const prefix = path === '/' ? '__Host-' : '__Secure-';
  const nameFor = (request: IncomingRequest) => `${isSecure(request) ? prefix : ''}frappe_${purpose}_${siteHash}`;
  const write = (request: IncomingRequest, value: string, maxAge: number | null) =>
    request.setCookie?.(formatCookie({ name: nameFor(request), value, path, maxAge, isSecure: isSecure(request) }));
  return {
    read: (request) => readCookie(request.header('cookie'), nameFor(request)) || null,
    write,
    clear: (request) => write(request, '', 0),
  };
}

/** Eight characters of a hash, as names of cookies hold them. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
