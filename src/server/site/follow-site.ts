import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import type { SiteSocketOptions } from '../../frappe/site-socket.ts';
import type { DocTypeCatalog } from '../../metadata/doctype-meta.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { type EventSources, startEventSources } from '../../sources/event-sources.ts';
import type { ServedSite } from './served-site.ts';
import { isSiteAway } from './site-availability.ts';

/** Follows the changes of the DocTypes that the configuration names. @returns null if there is nothing to follow. */
export function followSite(
  site: ServedSite,
  config: Config,
  schemaConfig: SchemaConfig,
  logger: Logger,
): EventSources | null {
  const named = schemaConfig.events.doctypes;
  if (named.length === 0 || config.events.pollSeconds === 0) return null;
  const catalog = () => site.current().site.doctypes;
  for (const doctype of named) {
    const reason = whyNotFollowed(catalog(), doctype);
    // A DocType that the site does not have is reported with all such names.
    if (reason !== null && catalog().has(doctype)) logger.warn({ doctype }, `events.doctypes: ${doctype} ${reason}`);
  }
  const account = { token: CallerToken.fromApiKey(config.account.apiKey, config.account.apiSecret) };
  return startEventSources({
    client: site.client,
    account,
    log: site.events,
    doctypes: () => named.filter((doctype) => whyNotFollowed(catalog(), doctype) === null),
    time: site.time,
    onAhead: site.onAhead,
    overlapSeconds: config.events.overlapSeconds,
    singles: () => named.filter((doctype) => catalog().get(doctype)?.isSingle),
    socket: toSocket(config, account.token),
    onSocketError: reportOnce((error) => logger.warn({ err: error }, "the site's socket cannot be listened to")),
    pollSeconds: config.events.pollSeconds,
    // That the site is away is logged once, with its return.
    onError: (error) => isSiteAway(error) || logger.warn({ err: error }, 'changes of the site could not be read'),
    onRecovery: () => logger.info('changes of the site are read again'),
  });
}

function toSocket({ site, events }: Config, token: CallerToken): SiteSocketOptions | null {
  if (events.socketUrl === null) return null;
  return { url: events.socketUrl, siteUrl: site.url, siteName: site.siteName, ca: site.ca, token };
}

/** Reports an error unless it is the same as the one before. */
function reportOnce(report: (error: unknown) => void): (error: unknown) => void {
  let last = '';
  return (error) => {
    if (String(error) !== last) report(error);
    last = String(error);
  };
}

function whyNotFollowed(catalog: DocTypeCatalog, doctype: string): string | null {
  const meta = catalog.get(doctype);
  if (meta === undefined) return 'is not on the site.';
  if (meta.isChild) return 'does not have documents of its own.';
  if (meta.isVirtual) return 'is virtual, so its documents lack stored times.';
  return meta.isSingle ? 'is a Single: webhooks and the socket report its changes, polling does not.' : null;
}
