import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { deriveOnce } from '../../derive-once.ts';
import type { ConfigError } from '../../errors.ts';
import type { GatewaySchema } from '../../features/build-schema.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { keepSnapshot, toSiteUrl } from '../../metadata/site-catalog.ts';
import type { RawSiteModel, SiteModel } from '../../metadata/site-model.ts';
import { type ModelWatch, toKnownModel, watchSiteModel } from '../../metadata/watch-site-model.ts';
import { requestedDocTypes, type SchemaConfig } from '../../schema/model/schema-config.ts';
import { type ConfiguredNames, createConfiguredNames, loadMatchingModel } from './configured-names.ts';
import { schemaVersion } from './schema-version.ts';
import type { SchemaSource } from './shared-schemas.ts';
import { isSiteAway } from './site-availability.ts';
import { buildLaterChecked, buildValidSchema, complete, findFault } from './valid-schema.ts';

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
  /** Hears that the schema of the start is not valid: it must not be served any longer. */
  readonly onInvalid: (error: ConfigError) => void;
}

/** The model that is served, kept up to date. */
export interface CurrentModel {
  current(): ServedModel;
  /**
   * Whether the schema is known to be valid. That of a first start is served before it is checked, which takes longer
   * than everything else.
   */
  isValid(): boolean;
  /** Looks for a changed model now. */
  refresh(): Promise<void>;
  /** When the model was last known to be that of the site, by `performance.now()`; null if it never was. */
  checkedAt(): number | null;
  stop(): void;
}

/**
 * Loads the site's model, builds its schema and keeps both up to date. The schema is checked soon after the start.
 *
 * @throws ConfigError if there is no model to start with, or a name in the configuration matches nothing.
 */
export async function openModels(options: ModelOptions): Promise<CurrentModel> {
  const { config, schemaConfig, logger, client, account, onInvalid } = options;
  const loadOptions = { client, account, ...placeOf(config), namedDocTypes: requestedDocTypes(schemaConfig) };
  const names = createConfiguredNames(schemaConfig, config, (line) => logger.warn(line));
  const { versionOf, keep } = createKeeper(options, names);
  const loaded = await loadMatchingModel(loadOptions, names);
  let isValid = loaded.validSchema === versionOf(loaded.raw);
  let current = await serve(options, loaded.model, buildLaterChecked);
  names.adopt(loaded.model);
  if (!isValid) await keep(loaded.raw, false);
  const check = async ({ schema }: ServedModel) => {
    if (isValid) return complete(schema);
    const error = await findFault(schema);
    // Another schema may have taken its place, which was checked before.
    if (current.schema !== schema) return;
    if (error) return onInvalid(error);
    isValid = true;
    await keep(loaded.raw, true);
  };
  const checking = setTimeout(() => void check(current), isValid ? COMPLETE_AFTER_MS : CHECK_AFTER_MS).unref();
  const watch: ModelWatch = watchSiteModel({
    ...loadOptions,
    pollSeconds: config.metadataPollSeconds,
    known: toKnownModel(loaded.raw, loaded.model),
    isFresh: !loaded.isFromSnapshot,
    onChange: async (model, raw) => {
      current = await serve(options, model, buildValidSchema);
      isValid = true;
      logger.info({ doctypes: model.doctypes.size }, 'schema changed');
      names.adopt(model);
      await keep(raw, true);
    },
    // The site being away is logged elsewhere, once.
    onError: (error) => isSiteAway(error) || logger.warn({ err: error }, 'the model was not refreshed'),
  });
  if (loaded.isFromSnapshot) void watch.refresh();
  return {
    current: () => current,
    isValid: () => isValid,
    refresh: () => watch.refresh(),
    checkedAt: () => watch.checkedAt(),
    stop: () => {
      clearTimeout(checking);
      watch.stop();
    },
  };
}

async function serve(
  { schemas, schemaConfig }: ModelOptions,
  site: SiteModel,
  build: typeof buildValidSchema,
): Promise<ServedModel> {
  return { ...(await schemas(site, schemaConfig, build)), site };
}

function placeOf({ snapshotFile, site }: Config) {
  return { snapshotFile, siteUrl: toSiteUrl(site) };
}

/** Names the schemas of models, and keeps models in the snapshot with the name of the one that was found valid. */
function createKeeper({ config, schemaConfig, logger }: ModelOptions, names: ConfiguredNames) {
  const place = placeOf(config);
  const versionOf = deriveOnce((model: RawSiteModel) => schemaVersion(model, schemaConfig));
  // One after the other, so that the newest is the one that stays.
  let latest = Promise.resolve();
  const keep = (model: RawSiteModel, isValid: boolean): Promise<void> => {
    latest = latest.then(async () => {
      const validSchema = isValid ? versionOf(model) : NOT_CHECKED;
      const failure = await keepSnapshot(place, { model, knownNames: names.known(), validSchema });
      if (failure) logger.warn({ err: failure }, 'the snapshot was not kept');
    });
    return latest;
  };
  return { versionOf, keep };
}

/** How long after the start its schema is checked, in ms: `/ready` waits for it. */
const CHECK_AFTER_MS = 300;

/** How long after the start the types are made that nobody has asked for, in ms. */
const COMPLETE_AFTER_MS = 1_000;

/** In a snapshot: no schema of its model was found valid so far. */
const NOT_CHECKED = '';
