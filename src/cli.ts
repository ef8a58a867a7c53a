#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { endWithError, serve } from './main.ts';
import { printSiteSchema } from './print-schema.ts';
import { scanMethods } from './scan-methods.ts';
import { formatSchemaReport } from './schema/schema-report.ts';

const USAGE = `frappe-graphql serve                     start the gateway (the default)
frappe-graphql schema print [--out FILE]  print the site's schema as sorted SDL
frappe-graphql schema report              list what the schema renames, changes or leaves out
frappe-graphql methods scan PATH… [--out FILE]
                                          find whitelisted methods in the Python source of apps

Settings are environment variables; docs/configuration.md lists them.`;

/** Runs one command. */
async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(USAGE);
  const [group, name, ...paths] = positionals;
  if (group === 'methods' && name === 'scan') return scanMethods(paths, values.out);
  const command = positionals.join(' ');
  switch (command) {
    case '':
    case 'serve':
      return serve();
    case 'schema print': {
      const { sdl } = await printSiteSchema(readConfig(process.env));
      return values.out === undefined ? console.log(sdl) : writeFile(values.out, sdl);
    }
    case 'schema report': {
      const { report } = await printSiteSchema(readConfig(process.env));
      return console.log(formatSchemaReport(report));
    }
    default:
      throw new ConfigError(`There is no command "${command}".\n${USAGE}`);
  }
}

run().catch(endWithError);
