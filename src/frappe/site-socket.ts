import { io, type Socket } from 'socket.io-client';
import type { CallerToken } from './caller-token.ts';

/** The address of a site's socket, and its listener. */
export interface SiteSocketOptions {
  /** The address of the socket: that of the site behind a proxy, a port of its own without one. */
  url: URL;
  /** The site's own address: the socket asks there who is calling, and refuses other host names (its `Origin`). */
  siteUrl: URL;
  /** The site's name, which is its namespace. Frappe takes it from the host name where nobody says it. */
  siteName: string | undefined;
  ca?: string | undefined;
  token: CallerToken;
}

/** The callbacks of a site's socket. */
export interface SiteSocketListener {
  /** Connected, for the first time or again: what was said meanwhile is lost. */
  onConnect(): void;
  /** A document of the DocType was inserted, changed or deleted: the site does not say which. */
  onListUpdate(doctype: string): void;
  /** A document whose room was joined was changed. */
  onDocUpdate(doctype: string, name: string, modified: string | undefined): void;
  /** Called after each failed attempt; it is tried again. */
  onError(error: Error): void;
}

/** A connection to a site's socket, which comes back by itself. */
export interface SiteSocket {
  /**
   * Joins the rooms of DocTypes, again after each time it was away. The site checks the caller's right to read them.
   */
  listenTo(doctypes: readonly string[], singles: readonly string[]): void;
  close(): void;
}

/**
 * Connects to the site's socket.io (frappe/realtime). v15 and later take the API key, v15 only together with a cookie;
 * v14 takes nothing but the cookie of a session.
 */
export function connectSiteSocket(options: SiteSocketOptions, listener: SiteSocketListener): SiteSocket {
  const { url, siteUrl, siteName, ca, token } = options;
  const name = siteName ?? siteUrl.hostname;
  const headers = { ...token.toHeaders(), cookie: 'gateway=1', origin: siteUrl.origin, 'x-frappe-site-name': name };
  const socket: Socket = io(new URL(`/${name}`, url).href, {
    extraHeaders: headers,
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.on('connect_error', (error) => {
    listener.onError(error);
    // A refusal by the site ends the attempts, unlike a connection that broke.
    if (!socket.active) setTimeout(() => socket.connect(), 10_000).unref();
  });
  socket.on('list_update', (message: unknown) => {
    const { doctype } = toRecord(message);
    if (typeof doctype === 'string') listener.onListUpdate(doctype);
  });
  socket.on('doc_update', (message: unknown) => {
    const { doctype, name: docname, modified } = toRecord(message);
    if (typeof doctype !== 'string' || typeof docname !== 'string') return;
    listener.onDocUpdate(doctype, docname, typeof modified === 'string' ? modified : undefined);
  });
  return {
    listenTo: (doctypes, singles) => {
      const join = () => {
        for (const doctype of doctypes) socket.emit('doctype_subscribe', doctype);
        for (const single of singles) socket.emit('doc_subscribe', single, single);
        listener.onConnect();
      };
      socket.on('connect', join);
      if (socket.connected) join();
    },
    close: () => socket.close(),
  };
}

function toRecord(message: unknown): Record<string, unknown> {
  return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {};
}
