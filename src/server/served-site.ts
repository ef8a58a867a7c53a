import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { EventLog } from '../events/event-log.ts';
import { onBehalfOf } from '../frappe/caller-lane.ts';
import { CallerToken } from '../frappe/caller-token.ts';
import { createFrappeClient, type FrappeClient } from '../frappe/frappe-client.ts';
import type { Renaming } from '../frappe/renaming.ts';
import { fetchTimeZone } from '../metadata/fetch-site-info.ts';
import { keepSnapshot, loadSiteModel } from '../metadata/site-catalog.ts';
import type { SiteModel } from '../metadata/site-model.ts';
import { createSiteTime, type SiteTime } from '../metadata/site-time.ts';
import { type ModelWatch, watchSiteModel } from '../metadata/watch-site-model.ts';
import { createJobDesk, type JobDesk } from '../operations/job/job-access.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { readProfile } from '../operations/sign-in/user-profile.ts';
import { buildSchema, type GatewaySchema } from '../schema/build-schema.ts';
import { validateComplete } from '../schema/lazy-schema.ts';
import type { SchemaConfig } from '../schema/schema-config.ts';
import type { AheadRow } from '../sources/read-since.ts';
import { createRenameReporter } from '../sources/report-rename.ts';
import { createAheadNotice } from './ahead-notice.ts';
import { type CallerIdentities, createCallerIdentities } from './caller-identities.ts';
import { openEventLog } from './open-event-log.ts';
import { buildAlways, type SchemaSource } from './shared-schemas.ts';
import { type CredentialCheck, createCredentialCheck } from './sign-in/credential-check.ts';

/** The model and the schema built from it: always exchanged together. */
export interface ServedModel extends GatewaySchema {
  site: SiteModel;
}

/** A site with the schema that is served for it at present. */
export interface ServedSite {
  readonly client: FrappeClient;
  readonly identities: CallerIdentities;
  readonly jobs: JobDesk;
  /** What happened on the site; closed with it. */
  readonly events: EventLog;
  readonly time: SiteTime;
  /** Notes that a document is dated in the future. */
  readonly onAhead: (row: AheadRow) => void;
  /** Reports a document that was renamed through the gateway. */
  readonly onRenamed: (renaming: Renaming) => void;
  /** Reads a caller's own User, whose name the site has told, with the service account. */
  readonly profileOf: RequestScope['profileOf'];
  /** For connections that outlive a request. */
  readonly isStillTaken: CredentialCheck;
  /** Requests take it once, at their start, and finish on it. */
  current(): ServedModel;
  /** Looks for a changed model now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Loads the site's model, builds its schema and keeps both up to date.
 *
 * @throws ConfigError where there is no model to start with.
 */
export async function serveSite(
  config: Config,
  schemaConfig: SchemaConfig,
  logger: Logger,
  schemas: SchemaSource = buildAlways,
): Promise<ServedSite> {
  const client = createFrappeClient(config.site);
  const account = { token: CallerToken.fromApiKey(config.account.apiKey, config.account.apiSecret) };
  const { snapshotFile, metadataPollSeconds } = config;
  const siteUrl = config.site.url.href + (config.site.siteName === undefined ? '' : `#${config.site.siteName}`);
  const namedDocTypes = [...new Set([...schemaConfig.include.doctypes, 'User'])];
  const loadOptions = { client, account, siteUrl, snapshotFile, namedDocTypes };
  const closeOnError = async (error: unknown) => {
    await client.close();
    throw error;
  };
  const loaded = await loadSiteModel(loadOptions).catch(closeOnError);
  let current = serveModel(loaded.model, schemaConfig, schemas);
  const time = createSiteTime({
    clock: client.clock,
    timeZone: loaded.model.info.timeZone,
    fetchTimeZone: () => fetchTimeZone(client, account),
  });
  const events = await openEventLog(config, siteUrl, time.horizon, logger).catch(closeOnError);
  const renames = createRenameReporter({ client, account }, events, (error) =>
    logger.warn({ err: error }, 'a rename was not reported'),
  );
  const watch: ModelWatch = watchSiteModel({
    ...loadOptions,
    pollSeconds: metadataPollSeconds,
    current: loaded.raw,
    onChange: async (model, raw) => {
      current = serveModel(model, schemaConfig, schemas);
      logger.info({ doctypes: model.doctypes.size }, 'schema changed');
      const failure = await keepSnapshot({ snapshotFile, siteUrl }, raw);
      if (failure) logger.warn({ err: failure }, 'the snapshot was not kept');
    },
    onError: (error) => logger.warn({ err: error }, 'the model was not refreshed'),
  });
  if (loaded.isFromSnapshot) void watch.refresh();
  return {
    client,
    events,
    time,
    onAhead: createAheadNotice(time, logger),
    onRenamed: renames.report,
    jobs: createJobDesk({ client, account, statusMethod: schemaConfig.methods.jobStatus }),
    identities: createCallerIdentities(client, account, config.identityCacheSeconds),
    profileOf: (caller, user) => readProfile(client, onBehalfOf(account, caller), user),
    isStillTaken: createCredentialCheck(client, config.identityCacheSeconds),
    current: () => current,
    refresh: () => watch.refresh(),
    close: async () => {
      watch.stop();
      await renames.idle();
      await events.close();
      await client.close();
    },
  };
}

/** @throws Error where the schema is not valid: it is then refused as a whole. */
function serveModel(site: SiteModel, schemaConfig: SchemaConfig, schemas: SchemaSource): ServedModel {
  return { ...schemas(site, schemaConfig, buildValidSchema), site };
}

function buildValidSchema(site: SiteModel, schemaConfig: SchemaConfig): GatewaySchema {
  const built = buildSchema(site, schemaConfig);
  const [error] = validateComplete(built.schema);
  if (error) throw new Error(`The schema of this site would not be valid: ${error.message}`);
  return built;
}
