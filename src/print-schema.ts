import { lexicographicSortSchema, printSchema } from 'graphql';
import type { Config } from './config.ts';
import { createLogger } from './gateway.ts';
import { readSchemaConfig } from './schema/schema-config.ts';
import type { SchemaReport } from './schema/schema-report.ts';
import { serveSite } from './server/served-site.ts';

/** Builds the schema of the configured site, and gives it as sorted SDL with the report of what it renames. */
export async function printSiteSchema(config: Config): Promise<{ sdl: string; report: SchemaReport }> {
  const schemaConfig = await readSchemaConfig(config.schemaConfigFile, config.methodsFile);
  const fresh = {
    ...config,
    snapshotFile: null,
    events: { ...config.events, redisUrl: null, logFile: null },
    metadataPollSeconds: 0,
  };
  const site = await serveSite(fresh, schemaConfig, createLogger({ logLevel: 'error' }));
  try {
    const { schema, model } = site.current();
    return { sdl: `${printSchema(lexicographicSortSchema(schema))}\n`, report: model.report };
  } finally {
    await site.close();
  }
}
