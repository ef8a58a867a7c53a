import type { Config } from '../../config.ts';
import { CallerToken } from '../../frappe/caller-token.ts';
import { createFrappeClient } from '../../frappe/frappe-client.ts';
import { mergeSiteModel } from '../../metadata/merge-site-model.ts';
import { readMethodsFile } from '../../metadata/method-catalog.ts';
import { readSnapshot } from '../../metadata/model-snapshot.ts';
import { loadSiteModel, toSiteUrl } from '../../metadata/site-catalog.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import {
  withMethods as addMethods,
  readSchemaConfig,
  requestedDocTypes,
  type SchemaConfig,
} from '../../schema/model/schema-config.ts';
import { checkNames } from '../../schema/model/unmatched-names.ts';
import { type NameFindings, toFindings } from '../../server/site/configured-names.ts';
import { readSites, type SiteEntry } from '../../sites.ts';
import type { EventSite } from '../../sources/event-site.ts';
import { type Progress, startProgress } from '../output/progress.ts';

/** A site as commands use it: with the service account, its model fresh. */
export interface CommandSite extends EventSite {
  config: Config;
  /** Without the methods, which a command may be about to find: `withMethods` adds them. */
  schemaConfig: SchemaConfig;
  model: SiteModel;
  /** Shows how many calls long work has made. */
  whileShown: WhileShown;
}

/** Runs work, and shows on a terminal how many calls it has made. */
export type WhileShown = <Result>(text: string, work: () => Promise<Result>) => Promise<Result>;

/**
 * Calls back for each configured site.
 *
 * @param isNamed whether its name is on the line before if there are several.
 */
export async function forEachSite(
  env: Readonly<Record<string, string | undefined>>,
  use: (entry: SiteEntry) => Promise<void>,
  isNamed = true,
): Promise<void> {
  const { sites } = readSites(env);
  for (const entry of sites) {
    if (isNamed && sites.length > 1) console.log(`${entry.name}:`);
    await use(entry);
  }
}

/** Opens a site, and closes it when the use is over. @throws ConfigError if its model cannot be read. */
export async function withSite<Result>(config: Config, use: (site: CommandSite) => Promise<Result>): Promise<Result> {
  let progress: Progress | null = null;
  const client = createFrappeClient({ ...config.site, onCall: () => progress?.step() });
  const whileShown: WhileShown = async (text, work) => {
    progress = startProgress((calls) => `${text}: ${calls.toLocaleString('en')} calls`);
    try {
      return await work();
    } finally {
      progress.end();
      progress = null;
    }
  };
  try {
    const account = { token: CallerToken.fromApiKey(config.account.apiKey, config.account.apiSecret) };
    const schemaConfig = await readSchemaConfig(config.schemaConfigFile);
    const namedDocTypes = requestedDocTypes(schemaConfig);
    const options = { client, account, siteUrl: toSiteUrl(config.site), snapshotFile: null, namedDocTypes };
    const { model } = await whileShown('Reading the model of the site', () => loadSiteModel(options));
    return await use({ client, account, config, schemaConfig, model, whileShown });
  } finally {
    await client.close();
  }
}

/** The whole configuration of a site: with the methods file. @throws ConfigError */
export async function withMethods({ config, schemaConfig }: CommandSite): Promise<SchemaConfig> {
  return addMethods(schemaConfig, await readMethodsFile(config.methodsFile));
}

/** The names in a site's configuration that have no effect. Those known to a running gateway have vanished. */
export async function findUnmatchedNames(site: CommandSite, schemaConfig: SchemaConfig): Promise<NameFindings> {
  const { snapshotFile } = site.config;
  const kept = snapshotFile === null ? null : await readSnapshot(snapshotFile, toSiteUrl(site.config.site));
  const known = new Set(kept?.knownNames);
  if (kept !== null) {
    for (const key of checkNames(schemaConfig, mergeSiteModel(kept.model).doctypes).matched) known.add(key);
  }
  return toFindings(checkNames(schemaConfig, site.model.doctypes), known, site.config);
}
