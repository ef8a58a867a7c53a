import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { readSchemaConfig } from '../schema/model/schema-config.ts';
import type { EventSources } from '../sources/event-sources.ts';
import type { SiteAddress } from './choose-site.ts';
import { followSite } from './site/follow-site.ts';
import { type ServedSite, serveSite } from './site/served-site.ts';
import type { SchemaSource } from './site/shared-schemas.ts';
import { createSiteHandler, type SiteHandler } from './site-handler.ts';

/** A site behind the gateway, from its start to its end. */
export interface OpenedSite extends SiteAddress {
  /** Null while the site could not be read yet: it is tried again. */
  current(): { readonly site: ServedSite; readonly handler: SiteHandler } | null;
  close(): Promise<void>;
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
export async function openSite({ address, config, schemas, logger, mayWait }: SiteOpening): Promise<OpenedSite> {
  const log = address.name === null ? logger : logger.child({ site: address.name });
  const schemaConfig = await readSchemaConfig(config.schemaConfigFile, config.methodsFile);
  let current: ReturnType<OpenedSite['current']> = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let sources: EventSources | null = null;
  const open = async () => {
    const site = await serveSite(config, schemaConfig, log, schemas);
    if (isClosed) return site.close();
    sources = followSite(site, config, schemaConfig, log);
    current = { site, handler: createSiteHandler(site, config, log) };
  };
  const openOrWait = (): Promise<void> =>
    open().catch((error: unknown) => {
      log.error({ err: error }, 'the site cannot be served yet');
      if (!isClosed)
        timer = setTimeout(() => void openOrWait(), Math.max(1, config.metadataPollSeconds) * 1000).unref();
    });
  await (mayWait ? openOrWait() : open());
  return {
    ...address,
    current: () => current,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await sources?.stop();
      await current?.site.close();
    },
  };
}
