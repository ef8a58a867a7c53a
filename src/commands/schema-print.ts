import { introspectionFromSchema } from 'graphql';
import { readConfig } from '../config.ts';
import { assertNamesMatch } from '../server/site/configured-names.ts';
import type { Command } from './command.ts';
import { writeOutput } from './output/write-output.ts';
import { printSiteSchema } from './print-schema.ts';

/** Prints the schema as SDL. */
export const SCHEMA_PRINT: Command = {
  name: 'schema print',
  summary: "print the site's schema as sorted SDL",
  options: {
    out: { type: 'string', value: 'FILE', summary: 'write to a file, whose folders are created' },
    json: { type: 'boolean', summary: 'print the result of introspection as JSON in place of SDL' },
  },
  run: async (env, { out, json }) => {
    const { sdl, schema, names } = await printSiteSchema(readConfig(env));
    assertNamesMatch(names);
    for (const line of names.vanished) console.error(`warning: ${line}`);
    const text = json ? JSON.stringify(introspectionFromSchema(schema), null, 2) : sdl;
    if (typeof out === 'string') await writeOutput(out, text);
    else console.log(text);
  },
};
