import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { authenticate, readSession } from '../http/authenticate.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { sessionOf } from '../permissions/session-roles.ts';
import { metaOf, type Site, type SiteContext } from '../site-context.ts';
import type { DocumentChange } from '../webhooks/document-change.ts';

/** The site's socket: rooms of DocTypes and documents, and who may join them. */
export interface RealtimeServer {
  /** Notifies the rooms that a change happened, not what it was. */
  tell(change: DocumentChange): void;
  /** Ends all connections. */
  disconnect(): void;
  close(): void;
}

/**
 * Attaches Frappe's socket.io to the site's own server, as a proxy before both would.
 *
 * @param current Returns the site as it is when it is asked: a reset exchanges it.
 */
export function startRealtime(current: () => Site, server: HttpServer): RealtimeServer {
  const io = new Server(server, { cors: { origin: true }, serveClient: false });
  const namespace = current().dialect.major >= 15 ? io.of(/^\/.*$/) : io;
  namespace.use((socket, next) => {
    try {
      socket.data.context = open(current(), socket);
      next();
    } catch (error) {
      next(error instanceof Error ? error : new Error(String(error)));
    }
  });
  namespace.on('connection', (socket: Socket) => {
    const context = socket.data.context as SiteContext;
    socket.on('doctype_subscribe', (doctype: string) => {
      if (mayRead(context, doctype)) void socket.join(roomOf(context, `doctype:${doctype}`));
    });
    socket.on('doc_subscribe', (doctype: string, docname: string) => {
      if (mayRead(context, doctype)) void socket.join(roomOf(context, `doc:${doctype}/${docname}`));
    });
  });
  return {
    tell: ({ doctype, doc }) => {
      const site = current();
      const { name, modified } = doc;
      const meta = site.catalog.get(doctype);
      const all = site.dialect.major >= 15 ? namespace : io;
      all.to(roomOf(site, `doc:${doctype}/${String(name)}`)).emit('doc_update', { modified, doctype, name });
      const isListed = !meta.isSingle && !meta.isChild && !meta.row.read_only;
      const message = { doctype, name, user: doc.modified_by };
      if (isListed) all.to(roomOf(site, `doctype:${doctype}`)).emit('list_update', message);
    },
    disconnect: () => io.disconnectSockets(true),
    close: () => {
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** The checks of each version's middleware, in its order. @throws Error */
function open(site: Site, socket: Socket): SiteContext {
  const { host, origin, cookie, authorization, ...headers } = socket.request.headers;
  const hostname = (address: string | undefined) => address?.replace(/^\w+:\/\//, '').split(':')[0];
  const siteName = headers['x-frappe-site-name'] ?? hostname(origin);
  const isNamed = site.dialect.major < 15 || socket.nsp.name === `/${String(siteName)}`;
  if (!isNamed) throw new Error('Invalid namespace');
  if (hostname(host) !== hostname(origin)) throw new Error('Invalid origin');
  if (!cookie && !(site.dialect.major >= 17 && authorization)) throw new Error('No cookie transmitted.');
  const raw = { method: 'GET', path: '/', headers: { cookie: cookie ?? '' }, body: '', bytes: Buffer.alloc(0) };
  const identity = readSession(site, raw);
  const takesKeys = site.dialect.major >= 15;
  if (identity.session === null && !(takesKeys && authorization)) throw new Error('No sid transmitted.');
  const user = authenticate(site, identity, takesKeys ? authorization : undefined);
  return { ...site, session: sessionOf(site.database, user) };
}

function mayRead(context: SiteContext, doctype: string): boolean {
  return reachOf(context.session, metaOf(context, doctype), 'read') !== 'none';
}

/** v14 has one namespace for all sites. */
function roomOf(site: Site, room: string): string {
  return site.dialect.major >= 15 ? room : `site:${room}`;
}
