import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { UsageError } from '../errors.ts';
import { toCodegenConfig, toTadaModule } from './codegen/config-text.ts';
import type { Command } from './command.ts';
import { writeOutput } from './output/write-output.ts';
import { printSiteSchema } from './print-schema.ts';

const CONFIG_FILE = 'codegen.ts';

/** Sets up typed operations in a project of one's own. */
export const CODEGEN_INIT: Command = {
  name: 'codegen init',
  summary: "write the configuration of GraphQL Code Generator for the site's schema, or of gql.tada",
  guide: 'typed-client.md',
  options: {
    schema: {
      type: 'string',
      value: 'FILE',
      summary: 'the printed schema; without the file, it is printed from the site',
    },
    documents: {
      type: 'string',
      value: 'PATTERN',
      summary: 'the files with operations; src/**/*.{ts,tsx,vue,graphql}',
    },
    out: { type: 'string', value: 'FOLDER', summary: 'the folder of the generated files; src/gql' },
    'gql-tada': { type: 'boolean', summary: 'write FOLDER/graphql.ts for gql.tada in place of the configuration' },
    force: { type: 'boolean', summary: 'replace an existing file' },
  },
  run: async (env, values) => {
    const schema = String(values.schema ?? 'schema.graphql');
    const documents = String(values.documents ?? 'src/**/*.{ts,tsx,vue,graphql}');
    const generated = String(values.out ?? 'src/gql').replace(/\/+$/, '');
    const isTada = values['gql-tada'] === true;
    const file = isTada ? join(generated, 'graphql.ts') : CONFIG_FILE;
    if (existsSync(file) && !values.force) throw new UsageError(`codegen init: ${file} exists. --force replaces it.`);
    const sdl = existsSync(schema) ? await readFile(schema, 'utf8') : await printTo(schema, readConfig(env));
    await writeOutput(file, isTada ? toTadaModule(sdl) : toCodegenConfig(sdl, { schema, documents, generated }));
    console.log(`Wrote ${file}.`);
    for (const line of isTada ? tadaSteps(schema, generated) : CODEGEN_STEPS) console.log(line);
  },
};

async function printTo(file: string, config: ReturnType<typeof readConfig>): Promise<string> {
  const { sdl } = await printSiteSchema(config);
  await writeOutput(file, sdl);
  console.log(
    `Wrote ${file}, the schema of ${config.site.url}. After a change of the site: frappe-graphql schema print`,
  );
  return sdl;
}

const CODEGEN_STEPS = [
  'next: npm install --save-dev @graphql-codegen/cli @graphql-codegen/client-preset',
  'next: npx graphql-codegen --watch',
  'gql.tada in place of it: frappe-graphql codegen init --gql-tada',
];

function tadaSteps(schema: string, folder: string): string[] {
  const plugin = {
    name: 'gql.tada/ts-plugin',
    schema: `./${schema}`,
    tadaOutputLocation: `./${folder}/graphql-env.d.ts`,
  };
  return [
    'next: npm install gql.tada',
    `next: add to "compilerOptions" of tsconfig.json: "plugins": [${JSON.stringify(plugin)}]`,
    'next: npx gql.tada generate-output',
  ];
}
