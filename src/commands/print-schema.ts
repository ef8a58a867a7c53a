import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { Config } from '../config.ts';
import type { SchemaReport } from '../schema/model/schema-report.ts';
import type { NameFindings } from '../server/site/configured-names.ts';
import { buildValidSchema } from '../server/site/current-model.ts';
import { findUnmatchedNames, withMethods, withSite } from './site/command-site.ts';

/** The schema of a site, and what is to be known about it. */
export interface PrintedSchema {
  /** Sorted. */
  readonly sdl: string;
  /** Sorted. */
  readonly schema: GraphQLSchema;
  readonly report: SchemaReport;
  /** Names in the configuration that have no effect. */
  readonly names: NameFindings;
}

/** Builds the schema of the configured site from its model as it is now. */
export function printSiteSchema(config: Config): Promise<PrintedSchema> {
  return withSite(config, async (site) => {
    const schemaConfig = await withMethods(site);
    const { schema: built, model } = buildValidSchema(site.model, schemaConfig);
    const schema = lexicographicSortSchema(built);
    return {
      sdl: `${printSchema(schema)}\n`,
      schema,
      report: model.report,
      names: await findUnmatchedNames(site, schemaConfig),
    };
  });
}
