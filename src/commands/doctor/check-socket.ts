import { connectSiteSocket, type SiteSocketOptions } from '../../frappe/site-socket.ts';
import type { CommandSite } from '../site/command-site.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** The first major version whose socket takes API keys. */
const FIRST_WITH_KEYS = 15;

/** How long the socket may take to connect. */
const MOST_MS = 5_000;

/** Whether the site's socket can be listened to, by which changes arrive soonest. */
export async function checkSocket({ config, account, model }: CommandSite): Promise<Finding[]> {
  const { site, events } = config;
  if (events.socketUrl === null) {
    if (Number.parseInt(model.info.frappeVersion, 10) < FIRST_WITH_KEYS) return [];
    return [
      warn('FRAPPE_SOCKET_URL is not set: by the socket, changes arrive within 0.2 s, by webhooks after 1 to 6 s', {
        fix: "set FRAPPE_SOCKET_URL to the address of the site's socket.io",
      }),
    ];
  }
  const { siteName, ca } = site;
  const reason = await tryToConnect({ url: events.socketUrl, siteUrl: site.url, siteName, ca, token: account.token });
  if (reason === null) return [ok(`the site's socket answers at ${events.socketUrl.origin}`)];
  return [
    fail(`FRAPPE_SOCKET_URL: the site's socket cannot be listened to: ${reason}`, {
      fix: "start the site's socket.io, or correct FRAPPE_SOCKET_URL and FRAPPE_SITE",
    }),
  ];
}

/** @returns why it did not connect; null if it did. */
function tryToConnect(options: SiteSocketOptions): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const nothing = () => {};
  const socket = connectSiteSocket(options, {
    onConnect: () => resolve(null),
    onError: ({ message }) => resolve(message),
    onListUpdate: nothing,
    onDocUpdate: nothing,
  });
  const timer = setTimeout(() => resolve(`no answer within ${MOST_MS / 1000} s`), MOST_MS);
  socket.listenTo([], []);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}
