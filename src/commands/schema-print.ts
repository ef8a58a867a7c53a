import { buildSchema, introspectionFromSchema } from 'graphql';
import { type Config, readConfig } from '../config.ts';
import { assertNamesMatch } from '../server/site/configured-names.ts';
import type { Command } from './command.ts';
import { fetchGatewaySchema, GATEWAY_OPTIONS } from './fetch-schema.ts';
import { writeOutput } from './output/write-output.ts';
import { printSiteSchema } from './print-schema.ts';

/** Prints the schema as SDL. */
export const SCHEMA_PRINT: Command = {
  name: 'schema print',
  summary: "print the site's schema as sorted SDL",
  options: {
    out: { type: 'string', value: 'FILE', summary: 'write to a file, whose folders are created' },
    ...GATEWAY_OPTIONS,
    json: { type: 'boolean', summary: 'print the result of introspection as JSON in place of SDL' },
  },
  run: async (env, { out, json, ...values }) => {
    const sdl = (await fetchGatewaySchema(env, values)) ?? (await printOwnSchema(readConfig(env)));
    const text = json ? JSON.stringify(introspectionFromSchema(buildSchema(sdl)), null, 2) : sdl;
    if (typeof out === 'string') await writeOutput(out, text);
    else console.log(text);
  },
};

async function printOwnSchema(config: Config): Promise<string> {
  const { sdl, names } = await printSiteSchema(config);
  assertNamesMatch(names);
  for (const line of names.vanished) console.error(`warning: ${line}`);
  return sdl;
}
