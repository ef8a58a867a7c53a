import { CLIENT_SCALARS } from '../../schema/scalars/client-scalars.ts';
import { NOT_SOURCES } from './source-files.ts';

/** The files of a project that generators of code read and write. */
export interface CodegenFiles {
  /** The printed schema. */
  readonly schema: string;
  /** A pattern of the files with operations. */
  readonly documents: string;
  /** The folder of the generated files. */
  readonly generated: string;
  /** Whether the client throws errors of fields, so that those that are null only with one are never null. */
  readonly isThrowing: boolean;
}

const CONFIG_IMPORTS = [
  "import type { CodegenConfig } from '@graphql-codegen/cli';",
  "import { preset } from '@graphql-codegen/client-preset';",
  "import { sliced } from 'frappe-graphql/codegen';",
];

/**
 * Writes the configuration of GraphQL Code Generator: its client preset, with every scalar of a schema.
 *
 * @param sdl the printed schema.
 */
export function toCodegenConfig(sdl: string, { schema, documents, generated, isThrowing }: CodegenFiles): string {
  const nullability = isThrowing ? '\n        nullability: { errorHandlingClient: true },' : '';
  const folder = generated.replace(/\/?$/, '/');
  // A pattern of the whole project has the packages, the folders of tools and the schema itself in it, too.
  const excluded = [
    `!${folder}**`,
    ...(documents.startsWith('**') ? [...NOT_SOURCES, schema].map((each) => `!${each}`) : []),
  ];
  return `${CONFIG_IMPORTS.join('\n')}

const config: CodegenConfig = {
  schema: ${quote(schema)},
  documents: [${[documents, ...excluded].map(quote).join(', ')}],
  ignoreNoDocuments: true,
  generates: {
    ${quote(folder)}: {
      // Types are made for what your operations use. A filter in a variable tests links by name alone, unless you
      // list the linked types: sliced(preset, { deepFilters: ['Customer'] }).
      preset: sliced(preset),
      // Fragments are plain types, so that forms can take documents apart.
      presetConfig: { fragmentMasking: false },
      config: {
        enumType: 'string-literal',
        useTypeImports: true,${nullability}
        defaultScalarType: 'unknown',
        // The scalars of the gateway as JSON has them.
        scalars: {
${scalarLines(sdl, (name, type) => `          ${name}: ${quote(type)},`)}
        },
      },
    },
  },
};

export default config;
`;
}

/**
 * The module of gql.tada, which reads types from the schema without generated operations.
 *
 * @param sdl the printed schema.
 */
export function toTadaModule(sdl: string): string {
  return [
    "import { initGraphQLTada } from 'gql.tada';",
    "import type { introspection } from './graphql-env.d.ts';",
    '',
    'export const graphql = initGraphQLTada<{',
    '  introspection: introspection;',
    '  disableMasking: true;',
    '  scalars: {',
    scalarLines(sdl, (name, type) => `    ${name}: ${type};`),
    '  };',
    '}>();',
    '',
    "export type { FragmentOf, ResultOf, VariablesOf } from 'gql.tada';",
    '',
  ].join('\n');
}

function scalarLines(sdl: string, toLine: (name: string, type: string) => string): string {
  const names = [...sdl.matchAll(/^scalar (\w+)/gm)].map((match) => match[1] ?? '');
  return names.map((name) => toLine(name, CLIENT_SCALARS[name] ?? 'unknown')).join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
