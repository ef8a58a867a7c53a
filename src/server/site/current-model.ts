import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import { type GatewaySchema, schemaSteps } from '../../features/build-schema.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { keepSnapshot, toSiteUrl } from '../../metadata/site-catalog.ts';
import type { RawSiteModel, SiteModel } from '../../metadata/site-model.ts';
import { type ModelWatch, watchSiteModel } from '../../metadata/watch-site-model.ts';
import { LazySchema, validateComplete } from '../../schema/builder/lazy-schema.ts';
import { requestedDocTypes, type SchemaConfig } from '../../schema/model/schema-config.ts';
import { doInTurns } from '../../turns.ts';
import { createConfiguredNames, loadMatchingModel } from './configured-names.ts';
import { schemaVersion } from './schema-version.ts';
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
    const kept = { model: raw, knownNames: names.known(), validSchema: schemaVersion(raw, schemaConfig) };
    const failure = await keepSnapshot({ snapshotFile, siteUrl }, kept);
    if (failure) logger.warn({ err: failure }, 'the snapshot was not kept');
  };
  const loaded = await loadMatchingModel(loadOptions, names);
  const isKnown = loaded.validSchema === schemaVersion(loaded.raw, schemaConfig);
  const serve = async (site: SiteModel, build: typeof buildValidSchema): Promise<ServedModel> => {
    return { ...(await schemas(site, schemaConfig, build)), site };
  };
  let current = await serve(loaded.model, isKnown ? buildKnownSchema : buildValidSchema);
  if (isKnown) names.adopt(loaded.model);
  else await adopt(loaded.model, loaded.raw);
  const watch: ModelWatch = watchSiteModel({
    ...loadOptions,
    pollSeconds: metadataPollSeconds,
    current: loaded.raw,
    isFresh: !loaded.isFromSnapshot,
    onChange: async (model, raw) => {
      current = await serve(model, buildValidSchema);
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

/** The turns of building schemas. */
const LANE = 'schemas';

/**
 * Builds a schema, and checks it.
 *
 * @throws ConfigError that names what would not be valid.
 */
export async function buildValidSchema(site: SiteModel, schemaConfig: SchemaConfig): Promise<GatewaySchema> {
  try {
    const built = await buildUnchecked(site, schemaConfig);
    const [error] = await doInTurns(validateComplete(built.schema), LANE);
    if (error) throw error;
    return built;
  } catch (error) {
    if (!(error instanceof Error) || !['PothosSchemaError', 'GraphQLError'].includes(error.name)) throw error;
    throw new ConfigError(
      `The schema of this site would not be valid: ${error.message}. Give one of the DocTypes another name by "rename", or leave it out.`,
    );
  }
}

function buildUnchecked(site: SiteModel, schemaConfig: SchemaConfig): Promise<GatewaySchema> {
  return doInTurns(schemaSteps(site, schemaConfig), LANE);
}

/** How long after the start the types of a schema are made that nobody has asked for until then, in ms. */
const REST_AFTER_MS = 1_000;

/** Builds a schema that has been checked before. Types that the first operations do not need are made later. */
async function buildKnownSchema(site: SiteModel, schemaConfig: SchemaConfig): Promise<GatewaySchema> {
  const built = await buildUnchecked(site, schemaConfig);
  const { schema } = built;
  if (schema instanceof LazySchema) setTimeout(() => void doInTurns(schema.complete(), LANE), REST_AFTER_MS).unref();
  return built;
}
