import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { toError } from '../errors.ts';
import type { CallListener } from '../frappe/interceptors.ts';
import { readSchemaConfig } from '../schema/model/schema-config.ts';
import type { EventSources } from '../sources/event-sources.ts';
import type { SiteAddress } from './choose-site.ts';
import type { SiteState } from './metrics/metric-families.ts';
import { SiteFigures } from './metrics/site-figures.ts';
import { readManifests } from './persisted/manifest.ts';
import { openRateLimit, type RateLimit } from './rate-limit/rate-limit.ts';
import { countEventLag } from './site/event-lag.ts';
import { followSite } from './site/follow-site.ts';
import { type ServedSite, serveSite } from './site/served-site.ts';
import type { SchemaSource } from './site/shared-schemas.ts';
import { createSiteAvailability, type SiteAvailability } from './site/site-availability.ts';
import { createSiteHandler, type SiteHandler } from './site-handler.ts';

/** A site behind the gateway, from its start to its end. */
export interface OpenedSite extends SiteAddress {
  /** Null while the site could not be read yet: it is tried again. */
  current(): CurrentSite | null;
  /** Its state at present, for `/ready` and the metrics. */
  state(): SiteState;
  close(): Promise<void>;
}

interface CurrentSite {
  readonly site: ServedSite;
  readonly handler: SiteHandler;
  readonly rateLimit: RateLimit | null;
}

/** The settings with which a site is opened. */
export interface SiteOpening {
  readonly address: SiteAddress;
  readonly config: Config;
  readonly schemas: SchemaSource;
  readonly logger: Logger;
  /** Whether the gateway starts without a site that cannot be read, and keeps trying it. */
  readonly mayWait: boolean;
}

/** @throws ConfigError if the site cannot be served and must not be waited for. */
export async function openSite({ address, config, schemas, logger: log, mayWait }: SiteOpening): Promise<OpenedSite> {
  const logger = address.name === null ? log : log.child({ site: address.name });
  const schemaConfig = await readSchemaConfig(config.schemaConfigFile, config.methodsFile);
  const manifest = await readManifests(config.persisted.files);
  const figures = new SiteFigures();
  const availability = createSiteAvailability(logger);
  const onCall = hearCalls(figures, availability);
  let current: CurrentSite | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let sources: EventSources | null = null;
  const open = async () => {
    const site = await serveSite({ config, schemaConfig, logger, schemas, onCall });
    if (isClosed) return site.close();
    sources = followSite(site, config, schemaConfig, logger);
    countEventLag(site, figures.eventLag);
    const rateLimit = openRateLimit(config, figures, logger);
    current = { site, rateLimit, handler: createSiteHandler({ site, config, logger, figures, manifest, rateLimit }) };
    availability.start();
  };
  let lastReason = '';
  const openOrWait = (): Promise<void> =>
    open().catch((error: unknown) => {
      const reason = toError(error).message;
      // One line, however often it is tried.
      if (reason !== lastReason) logger.error({ reason }, 'the site cannot be served yet');
      lastReason = reason;
      if (!isClosed)
        timer = setTimeout(() => void openOrWait(), Math.max(1, config.metadataPollSeconds) * 1000).unref();
    });
  await (mayWait ? openOrWait() : open());
  return {
    ...address,
    current: () => current,
    state: () => ({
      site: address.name ?? '',
      figures,
      isUp: availability.isUp(),
      served: current && toServedState(current),
    }),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await sources?.stop();
      current?.rateLimit?.close();
      await current?.site.close();
    },
  };
}

function hearCalls(figures: SiteFigures, availability: SiteAvailability): CallListener {
  return (call, caller) => {
    figures.countCall(call);
    availability.hear(call, caller);
  };
}

function toServedState({ site, handler, rateLimit }: CurrentSite): SiteState['served'] {
  const checkedAt = site.checkedAt();
  return {
    load: site.client.load(),
    ...handler.open(),
    doctypes: site.current().site.doctypes.size,
    modelAge: checkedAt === null ? null : (performance.now() - checkedAt) / 1000,
    events: site.events.state(),
    arePointsShared: rateLimit?.isShared() ?? null,
  };
}
