import type { Dispatcher } from 'undici';
import { Pool, ProxyAgent } from 'undici';

/** How to reach the site. */
export interface UpstreamOptions {
  /** The site's address; a path in it is kept as a prefix. */
  url: URL;
  /** PEM text of an own certificate authority. */
  ca?: string | undefined;
  /** An outbound HTTP proxy. */
  proxy?: string | undefined;
  /** Sockets to the site. */
  connections: number;
  /** Milliseconds for the connection, for the first byte, and between two pieces of the body. */
  timeout: number;
}

/**
 * gunicorn closes a connection that was idle for 2 seconds. One that it is just closing would swallow a request, and a
 * write is never sent twice: so this side closes first.
 */
const KEEP_ALIVE_MS = 1_000;

/** Opens the connections to the site. They carry no state of a caller: Frappe takes a credential per request. */
export function createUpstreamPool(options: UpstreamOptions): Dispatcher {
  const { url, ca, proxy, connections, timeout } = options;
  const shared = {
    connections,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const tls = ca === undefined ? {} : { ca };
  if (proxy !== undefined) {
    return new ProxyAgent({ uri: proxy, ...shared, requestTls: { ...tls, timeout }, proxyTls: { timeout } });
  }
  return new Pool(url.origin, { ...shared, connect: { ...tls, timeout } });
}
