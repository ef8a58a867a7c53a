import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import { buildSchema, type GatewaySchema } from '../../features/build-schema.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { keepSnapshot, toSiteUrl } from '../../metadata/site-catalog.ts';
import type { RawSiteModel, SiteModel } from '../../metadata/site-model.ts';
import { type ModelWatch, watchSiteModel } from '../../metadata/watch-site-model.ts';
import { validateComplete } from '../../schema/builder/lazy-schema.ts';
import { requestedDocTypes, type SchemaConfig } from '../../schema/model/schema-config.ts';
import { createConfiguredNames, loadMatchingModel } from './configured-names.ts';
import type { SchemaSource } from './shared-schemas.ts';
import { isSiteAway } from './site-availability.ts';

/** The model and the schema built from it: always exchanged together. */
export interface ServedModel extends GatewaySchema {
  site: SiteModel;
}

/** The settings with which a site's model is read and its schema built. */
export interface ModelOptions {
  readonly config: Config;
  readonly schemaConfig: SchemaConfig;
  readonly logger: Logger;
  readonly schemas: SchemaSource;
  readonly client: FrappeClient;
  /** The service account. */
  readonly account: CallerContext;
}

/** The model that is served, kept up to date. */
export interface CurrentModel {
  current(): ServedModel;
  /** Looks for a changed model now. */
  refresh(): Promise<void>;
  /** When the model was last known to be that of the site, by `performance.now()`; null if it never was. */
  checkedAt(): number | null;
  stop(): void;
}

/**
 * Loads the site's model, builds its schema and keeps both up to date.
 *
 * @throws ConfigError if there is no model to start with, or a name in the configuration matches nothing.
 */
export async function openModels(options: ModelOptions): Promise<CurrentModel> {
  const { config, schemaConfig, logger, schemas, client, account } = options;
  const { snapshotFile, metadataPollSeconds } = config;
  const siteUrl = toSiteUrl(config.site);
  const loadOptions = { client, account, siteUrl, snapshotFile, namedDocTypes: requestedDocTypes(schemaConfig) };
  const names = createConfiguredNames(schemaConfig, config, (line) => logger.warn(line));
  const adopt = async (model: SiteModel, raw: RawSiteModel) => {
    names.adopt(model);
    const failure = await keepSnapshot({ snapshotFile, siteUrl }, { model: raw, knownNames: names.known() });
    if (failure) logger.warn({ err: failure }, 'the snapshot was not kept');
  };
  const loaded = await loadMatchingModel(loadOptions, names);
  let current = serveModel(loaded.model, schemaConfig, schemas);
  if (loaded.isFromSnapshot) names.adopt(loaded.model);
  else await adopt(loaded.model, loaded.raw);
  const watch: ModelWatch = watchSiteModel({
    ...loadOptions,
    pollSeconds: metadataPollSeconds,
    current: loaded.raw,
    isFresh: !loaded.isFromSnapshot,
    onChange: async (model, raw) => {
      current = serveModel(model, schemaConfig, schemas);
      logger.info({ doctypes: model.doctypes.size }, 'schema changed');
      await adopt(model, raw);
    },
    // That the site is away is logged once, and not at each look.
    onError: (error) => isSiteAway(error) || logger.warn({ err: error }, 'the model was not refreshed'),
  });
  if (loaded.isFromSnapshot) void watch.refresh();
  return {
    current: () => current,
    refresh: () => watch.refresh(),
    checkedAt: () => watch.checkedAt(),
    stop: () => watch.stop(),
  };
}

/** @throws Error if the schema is not valid: it is then refused as a whole. */
function serveModel(site: SiteModel, schemaConfig: SchemaConfig, schemas: SchemaSource): ServedModel {
  return { ...schemas(site, schemaConfig, buildValidSchema), site };
}

/** @throws ConfigError that names what would not be valid. */
export function buildValidSchema(site: SiteModel, schemaConfig: SchemaConfig): GatewaySchema {
  try {
    const built = buildSchema(site, schemaConfig);
    const [error] = validateComplete(built.schema);
    if (error) throw error;
    return built;
  } catch (error) {
    if (!(error instanceof Error) || !['PothosSchemaError', 'GraphQLError'].includes(error.name)) throw error;
    throw new ConfigError(
      `The schema of this site would not be valid: ${error.message}. Give one of the DocTypes another name by "rename", or leave it out.`,
    );
  }
}
