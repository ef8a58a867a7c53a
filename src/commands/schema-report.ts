import { readConfig } from '../config.ts';
import { printSiteSchema } from '../print-schema.ts';
import { formatSchemaReport } from '../schema/schema-report.ts';
import type { Command } from './command.ts';

/** Lists what the schema has otherwise than the site. */
export const SCHEMA_REPORT: Command = {
  name: 'schema report',
  usage: '',
  summary: 'list what the schema renames, changes or leaves out',
  run: async (env) => {
    const { report } = await printSiteSchema(readConfig(env));
    console.log(formatSchemaReport(report));
  },
};
