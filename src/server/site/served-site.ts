import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { ConfigError } from '../../errors.ts';
import type { EventLog } from '../../events/event-log.ts';
import { onBehalfOf } from '../../frappe/caller-lane.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import { createFrappeClient, type FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { CallListener } from '../../frappe/interceptors.ts';
import type { Renaming } from '../../frappe/renaming.ts';
import { fetchTimeZone } from '../../metadata/fetch-site-info.ts';
import { toSiteUrl } from '../../metadata/site-catalog.ts';
import { createSiteTime, type SiteTime } from '../../metadata/site-time.ts';
import { createJobAccess, type JobAccessOf } from '../../query/execution/scope/job-access.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { readProfile } from '../../query/execution/scope/user-profile.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import type { AheadRow } from '../../sources/read-since.ts';
import { createRenameReporter } from '../../sources/report-rename.ts';
import { createAheadNotice } from './ahead-notice.ts';
import { type CallerIdentities, createCallerIdentities } from './caller-identities.ts';
import { type CallerTranslations, createCallerTranslations } from './caller-translations.ts';
import { type CredentialCheck, createCredentialCheck } from './credential-check.ts';
import { openModels, type ServedModel } from './current-model.ts';
import { createKeyAccess, type KeyAccessOf } from './key-access.ts';
import { openEventLog } from './open-event-log.ts';
import type { SchemaSource } from './shared-schemas.ts';
import { createSyncAccess, type SyncAccessOf } from './sync-access.ts';

export type { ServedModel };

/** A site with the schema that is served for it at present. */
export interface ServedSite {
  readonly client: FrappeClient;
  readonly identities: CallerIdentities;
  readonly jobs: JobAccessOf;
  readonly sync: SyncAccessOf;
  readonly keys: KeyAccessOf;
  /** The events of the site; closed with it. */
  readonly events: EventLog;
  readonly time: SiteTime;
  /** Notes that a document is dated in the future. */
  readonly onAhead: (row: AheadRow) => void;
  /** Reports a document that was renamed through the gateway. */
  readonly onRenamed: (renaming: Renaming) => void;
  /** Reads a caller's own User with the service account, once the site has reported their name. */
  readonly profileOf: RequestScope['profileOf'];
  readonly translations: CallerTranslations;
  /** For connections that outlive a request. */
  readonly isStillTaken: CredentialCheck;
  /** Requests take it once, at their start, and finish on it. */
  current(): ServedModel;
  /** Whether the schema is known to be valid. */
  isValid(): boolean;
  /** When the model was last known to be that of the site, by `performance.now()`; null if it never was. */
  checkedAt(): number | null;
  /** Looks for a changed model now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** The settings with which a site is served. */
export interface SiteServing {
  readonly config: Config;
  readonly schemaConfig: SchemaConfig;
  readonly logger: Logger;
  readonly schemas: SchemaSource;
  /** Hears of every call to the site. */
  readonly onCall: CallListener;
  /** Hears that the schema of the start is not valid: it must not be served any longer. */
  readonly onInvalid: (error: ConfigError) => void;
}

/**
 * Loads the site's model, builds its schema and keeps both up to date.
 *
 * @throws ConfigError if there is no model to start with.
 */
export async function serveSite(serving: SiteServing): Promise<ServedSite> {
  const { config, schemaConfig, logger, onCall } = serving;
  const client = createFrappeClient({ ...config.site, onCall });
  const account = { token: CallerToken.fromApiKey(config.account.apiKey, config.account.apiSecret) };
  const closeOnError = async (error: unknown) => {
    await client.close();
    throw error;
  };
  const models = await openModels({ ...serving, client, account }).catch(closeOnError);
  const time = createSiteTime({
    clock: client.clock,
    timeZone: models.current().site.info.timeZone,
    fetchTimeZone: () => fetchTimeZone(client, account),
  });
  const events = await openEventLog(config, toSiteUrl(config.site), time.horizon, logger).catch((error: unknown) => {
    models.stop();
    return closeOnError(error);
  });
  const renames = createRenameReporter({ client, account }, events, (error) =>
    logger.warn({ err: error }, 'a rename was not reported'),
  );
  return {
    client,
    events,
    time,
    onAhead: createAheadNotice(time, logger),
    onRenamed: renames.report,
    sync: createSyncAccess({
      client,
      account,
      time,
      overlapSeconds: config.events.overlapSeconds,
      secret: config.account.apiSecret,
      siteUrl: toSiteUrl(config.site),
    }),
    jobs: createJobAccess({ client, account, statusMethod: schemaConfig.methods.jobStatus }),
    ...createCallerReads(serving, client, account),
    keys: createKeyAccess({ keys: events.keys, clock: client.clock, requestMs: config.site.requestSeconds * 1000 }),
    current: () => models.current(),
    isValid: () => models.isValid(),
    checkedAt: () => models.checkedAt(),
    refresh: () => models.refresh(),
    close: async () => {
      models.stop();
      await renames.idle();
      await events.close();
      await client.close();
    },
  };
}

/** The reads about callers themselves. */
function createCallerReads(
  { config, logger }: SiteServing,
  client: FrappeClient,
  account: CallerContext,
): Pick<ServedSite, 'identities' | 'profileOf' | 'translations' | 'isStillTaken'> {
  const { identityCacheSeconds, translationCacheSeconds } = config;
  const profileOf: RequestScope['profileOf'] = (caller, user) => readProfile(client, onBehalfOf(account, caller), user);
  return {
    identities: createCallerIdentities(client, account, identityCacheSeconds),
    profileOf,
    translations: createCallerTranslations({
      client,
      account,
      profileOf,
      logger,
      identitySeconds: identityCacheSeconds,
      translationSeconds: translationCacheSeconds,
    }),
    isStillTaken: createCredentialCheck(client, identityCacheSeconds),
  };
}
