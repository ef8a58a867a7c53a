import { readConfig } from '../config.ts';
import { formatSchemaReport } from '../schema/model/schema-report.ts';
import { assertNamesMatch } from '../server/site/configured-names.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { printSiteSchema } from './print-schema.ts';

/** Lists what the schema has otherwise than the site. */
export const SCHEMA_REPORT: Command = {
  name: 'schema report',
  summary: 'list what the schema renames, changes or leaves out',
  options: JSON_OPTION,
  finding: 'names in the configuration that match nothing',
  run: async (env, { json }) => {
    const { report, names } = await printSiteSchema(readConfig(env));
    const { unknown, vanished, awaited } = names;
    if (json) {
      console.log(JSON.stringify({ unmatched: unknown, vanished, optional: awaited, report }, null, 2));
      return assertNamesMatch(names);
    }
    for (const line of unknown) console.log(`unmatched  ${line}`);
    for (const line of vanished) console.log(`vanished  ${line}`);
    for (const line of awaited) console.log(`optional  ${line}`);
    console.log(formatSchemaReport(report));
    assertNamesMatch(names);
  },
};
