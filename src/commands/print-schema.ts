import type { Config } from '../config.ts';
import { printSorted } from '../schema/builder/semantic-non-null.ts';
import type { SchemaReport } from '../schema/model/schema-report.ts';
import type { NameFindings } from '../server/site/configured-names.ts';
import { buildValidSchema } from '../server/site/valid-schema.ts';
import { findUnmatchedNames, withMethods, withSite } from './site/command-site.ts';

/** The schema of a site, and what is to be known about it. */
export interface PrintedSchema {
  /** Sorted. */
  readonly sdl: string;
  readonly report: SchemaReport;
  /** Names in the configuration that have no effect. */
  readonly names: NameFindings;
}

/** Builds the schema of the configured site from its model as it is now. */
export function printSiteSchema(config: Config): Promise<PrintedSchema> {
  return withSite(config, async (site) => {
    const schemaConfig = await withMethods(site);
    const { schema, model } = await buildValidSchema(site.model, schemaConfig);
    return {
      sdl: printSorted(schema),
      report: model.report,
      names: await findUnmatchedNames(site, schemaConfig),
    };
  });
}
