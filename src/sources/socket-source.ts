import type { EventLog } from '../events/event-log.ts';
import { connectSiteSocket, type SiteSocketOptions } from '../frappe/site-socket.ts';
import type { SiteTime } from '../metadata/site-time.ts';
import type { CatchUp } from './catch-up.ts';
import { fullTime } from './read-mark.ts';
import type { AheadRow } from './read-since.ts';

/** The uses of the site's socket. */
export interface SocketSourceOptions {
  socket: SiteSocketOptions;
  log: EventLog;
  doctypes: () => readonly string[];
  singles: () => readonly string[];
  time: SiteTime;
  onAhead(row: AheadRow): void;
  onSocketError(error: unknown): void;
}

/** Updates that come one after the other are one reading. */
const GATHER_MS = 50;
/** The site lets a room be joined a moment after it was asked: what came in between is read then. */
const JOINED_MS = 2_000;

/**
 * Listens to the site's socket: it names documents that changed, without saying how, so each is a reason to read what
 * changed. Only Singles, of which no list can be read, are reported from its messages.
 */
export function openSocketSource(options: SocketSourceOptions, catchUp: CatchUp): { close(): void } {
  const { socket: connection, log, time, onSocketError: onError } = options;
  const [doctypes, singles] = [options.doctypes(), options.singles()];
  const named = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let joined: NodeJS.Timeout | undefined;
  const read = (chosen?: readonly string[]) => void catchUp.read(chosen).catch(onError);
  const socket = connectSiteSocket(connection, {
    onConnect: () => {
      read();
      clearTimeout(joined);
      joined = setTimeout(read, JOINED_MS).unref();
    },
    onListUpdate: (doctype) => {
      if (!doctypes.includes(doctype)) return;
      named.add(doctype);
      timer ??= setTimeout(() => {
        timer = undefined;
        read([...named]);
        named.clear();
      }, GATHER_MS);
    },
    onDocUpdate: (doctype, name, modified) => {
      if (!singles.includes(doctype)) return;
      const at = fullTime(modified);
      if (at !== null && at > time.horizon()) options.onAhead({ doctype, name, time: at, isLast: false });
      log.append([{ doctype, name, kind: 'UPDATE', modified: at }]).catch(onError);
    },
    onError,
  });
  socket.listenTo(doctypes, singles);
  return {
    close: () => {
      clearTimeout(timer);
      clearTimeout(joined);
      socket.close();
    },
  };
}
