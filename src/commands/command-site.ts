import type { Config } from '../config.ts';
import { CallerToken } from '../frappe/caller-token.ts';
import { createFrappeClient } from '../frappe/frappe-client.ts';
import { loadSiteModel } from '../metadata/site-catalog.ts';
import type { SiteModel } from '../metadata/site-model.ts';
import { readSchemaConfig, type SchemaConfig } from '../schema/schema-config.ts';
import { readSites, type SiteEntry } from '../sites.ts';
import type { EventSite } from '../sources/event-site.ts';

/** A site as commands use it: with the service account, its model fresh. */
export interface CommandSite extends EventSite {
  config: Config;
  schemaConfig: SchemaConfig;
  model: SiteModel;
}

/** Calls back for each configured site, with its name on the line before where there are several. */
export async function forEachSite(
  env: Readonly<Record<string, string | undefined>>,
  use: (entry: SiteEntry) => Promise<void>,
): Promise<void> {
  const { sites } = readSites(env);
  for (const entry of sites) {
    if (sites.length > 1) console.log(`${entry.name}:`);
    await use(entry);
  }
}

/** Opens a site, and closes it when the use is over. @throws ConfigError where its model cannot be read. */
export async function withSite<Result>(config: Config, use: (site: CommandSite) => Promise<Result>): Promise<Result> {
  const client = createFrappeClient(config.site);
  try {
    const account = { token: CallerToken.fromApiKey(config.account.apiKey, config.account.apiSecret) };
    const schemaConfig = await readSchemaConfig(config.schemaConfigFile);
    const named = [...new Set([...schemaConfig.include.doctypes, ...schemaConfig.events.doctypes, 'User'])];
    const options = { client, account, siteUrl: config.site.url.href, snapshotFile: null, namedDocTypes: named };
    const { model } = await loadSiteModel(options);
    return await use({ client, account, config, schemaConfig, model });
  } finally {
    await client.close();
  }
}
