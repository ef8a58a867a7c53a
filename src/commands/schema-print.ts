import { writeFile } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { printSiteSchema } from '../print-schema.ts';
import type { Command } from './command.ts';

/** Prints the schema as SDL. */
export const SCHEMA_PRINT: Command = {
  name: 'schema print',
  usage: '[--out FILE]',
  summary: "print the site's schema as sorted SDL",
  options: { out: { type: 'string' } },
  run: async (env, { out }) => {
    const { sdl } = await printSiteSchema(readConfig(env));
    if (typeof out === 'string') await writeFile(out, sdl);
    else console.log(sdl);
  },
};
