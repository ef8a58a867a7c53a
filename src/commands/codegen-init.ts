import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { UsageError } from '../errors.ts';
import { toCodegenConfig, toTadaModule } from './codegen/config-text.ts';
import { DOCUMENTS, defaultDocuments, sourceFolder } from './codegen/source-files.ts';
import type { Command, CommandValues } from './command.ts';
import { fetchGatewaySchema, GATEWAY_OPTIONS } from './fetch-schema.ts';
import { writeOutput } from './output/write-output.ts';
import { printSiteSchema } from './print-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

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
      summary: 'the printed schema (schema.graphql); a missing file is made from the gateway or the site',
    },
    ...GATEWAY_OPTIONS,
    documents: {
      type: 'string',
      value: 'PATTERN',
      summary: `the files with operations (${DOCUMENTS})`,
    },
    out: { type: 'string', value: 'FOLDER', summary: 'the folder of the generated files (gql below src)' },
    'gql-tada': { type: 'boolean', summary: 'write FOLDER/graphql.ts for gql.tada in place of the configuration' },
    'throwing-client': {
      type: 'boolean',
      summary: 'make fields non-null that are null only with an error, for a client that throws such errors',
    },
    force: { type: 'boolean', summary: 'replace an existing file' },
  },
  run: async (env, values) => {
    const schema = String(values.schema ?? 'schema.graphql');
    const documents = String(values.documents ?? defaultDocuments());
    const generated = String(values.out ?? `${sourceFolder()}gql`).replace(/\/+$/, '');
    const isThrowing = values['throwing-client'] === true;
    const isTada = values['gql-tada'] === true;
    const file = isTada ? join(generated, 'graphql.ts') : CONFIG_FILE;
    if (existsSync(file) && !values.force) throw new UsageError(`codegen init: ${file} exists. --force replaces it.`);
    const sdl = existsSync(schema) ? await readFile(schema, 'utf8') : await printTo(schema, env, values);
    await writeOutput(
      file,
      isTada ? toTadaModule(sdl) : toCodegenConfig(sdl, { schema, documents, generated, isThrowing }),
    );
    console.log(`Wrote ${file}.`);
    for (const line of isTada ? tadaSteps(schema, generated) : codegenSteps(isThrowing)) console.log(line);
  },
};

async function printTo(file: string, env: Environment, values: CommandValues): Promise<string> {
  const fetched = await fetchGatewaySchema(env, values);
  const config = fetched === null ? readConfig(env) : null;
  const sdl = fetched ?? (await printSiteSchema(config ?? readConfig(env))).sdl;
  await writeOutput(file, sdl);
  const again = `npx frappe-graphql schema print --out ${file}${fetched === null ? '' : ` --gateway ${values.gateway}`}`;
  console.log(
    `Wrote ${file}, the schema of ${config?.site.url ?? values.gateway}. After a change of the site: ${again}`,
  );
  return sdl;
}

/**
 * `graphql-codegen --watch` needs `@parcel/watcher`, and does not install it. The generated code imports
 * `@graphql-typed-document-node/core`, which pnpm hides unless the project itself depends on it.
 */
const CODEGEN_PACKAGES = [
  'frappe-graphql',
  '@graphql-typed-document-node/core',
  '@graphql-codegen/cli',
  '@graphql-codegen/client-preset',
  '@parcel/watcher',
];

/** Installs packages for development, by the package manager whose lock file the project has. */
function addCommand(): string {
  if (existsSync('pnpm-lock.yaml')) return 'pnpm add --save-dev';
  return existsSync('yarn.lock') ? 'yarn add --dev' : 'npm install --save-dev';
}

function codegenSteps(isThrowing: boolean): string[] {
  const packages = isThrowing ? [...CODEGEN_PACKAGES, 'graphql-sock'] : CODEGEN_PACKAGES;
  const missing = packages.filter((name) => !existsSync(join('node_modules', name)));
  return [
    ...(missing.length > 0 ? [`next: ${addCommand()} ${missing.join(' ')}`] : []),
    'next: npx graphql-codegen --watch',
    'To use gql.tada instead: npx frappe-graphql codegen init --gql-tada',
  ];
}

function tadaSteps(schema: string, folder: string): string[] {
  const slice = `${folder}/schema.graphql`;
  const plugin = {
    name: 'gql.tada/ts-plugin',
    schema: `./${slice}`,
    tadaOutputLocation: `./${folder}/graphql-env.d.ts`,
  };
  return [
    // The command line of gql.tada 1.11 calls functions that TypeScript 7 no longer has.
    'next: npm install gql.tada && npm install --save-dev frappe-graphql typescript@6',
    `next: add to "compilerOptions" of tsconfig.json (of tsconfig.app.json, if there is one): "plugins": [${JSON.stringify(plugin)}]`,
    `next, after each change of an operation: npx frappe-graphql codegen slice --schema ${schema} --out ${slice} && npx gql.tada generate-output`,
  ];
}
