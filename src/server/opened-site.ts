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
  readonly sources: EventSources | null;
}

/** The settings with which a site is opened. */
export interface SiteOpening {
  readonly address: SiteAddress;
  readonly config: Config;
  readonly schemas: SchemaSource;
  readonly logger: Logger;
  /** Whether the gateway starts without a site that cannot be read, and keeps trying it. */
  readonly mayWait: boolean;
  /** Hears that a site cannot be served any longer that must not be waited for. */
  readonly onFailure: (error: Error) => void;
}

/** @throws ConfigError if the site cannot be served and must not be waited for. */
export async function openSite(opening: SiteOpening): Promise<OpenedSite> {
  const { address, config, schemas, logger: log, mayWait, onFailure } = opening;
  const logger = address.name === null ? log : log.child({ site: address.name });
  const schemaConfig = await readSchemaConfig(config.schemaConfigFile, config.methodsFile);
  const manifest = await readManifests(config.persisted.files);
  const figures = new SiteFigures();
  const availability = createSiteAvailability(logger);
  const serving = { config, schemaConfig, logger, schemas, onCall: hearCalls(figures, availability) };
  let current: CurrentSite | null = null;
  let isClosed = false;
  const closeCurrent = async () => {
    const closing = current;
    current = null;
    await closing?.sources?.stop();
    closing?.rateLimit?.close();
    await closing?.site.close();
  };
  const onInvalid = (error: Error) => {
    if (mayWait) void closeCurrent().then(() => retries.after(error));
    else onFailure(error);
  };
  const open = async () => {
    const site = await serveSite({ ...serving, onInvalid });
    if (isClosed) return site.close();
    const sources = followSite(site, config, schemaConfig, logger);
    countEventLag(site, figures.eventLag);
    const rateLimit = openRateLimit(config, figures, logger);
    const handler = createSiteHandler({ site, config, logger, figures, manifest, rateLimit });
    current = { site, rateLimit, handler, sources };
    availability.start();
  };
  const retries = createRetries(open, config.metadataPollSeconds, logger);
  await (mayWait ? retries.begin() : open());
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
      retries.stop();
      await closeCurrent();
    },
  };
}

/** Tries again after each failure. Each reason has one line in the log, however often it is tried. */
function createRetries(run: () => Promise<void>, seconds: number, logger: Logger) {
  let timer: NodeJS.Timeout | undefined;
  let lastReason = '';
  let isStopped = false;
  const begin = (): Promise<void> => run().catch(after);
  const after = (error: unknown) => {
    const reason = toError(error).message;
    if (reason !== lastReason) logger.error({ reason }, 'the site cannot be served yet');
    lastReason = reason;
    if (!isStopped) timer = setTimeout(() => void begin(), Math.max(1, seconds) * 1000).unref();
  };
  return {
    begin,
    after,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
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
    isValid: site.isValid(),
    modelAge: checkedAt === null ? null : (performance.now() - checkedAt) / 1000,
    events: site.events.state(),
    arePointsShared: rateLimit?.isShared() ?? null,
  };
}
