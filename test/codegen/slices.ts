import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildASTSchema, type DocumentNode, introspectionFromSchema, parse } from 'graphql';
import { sliced } from '../../src/codegen/sliced-preset.ts';
import { CLIENT_SCALARS } from '../../src/schema/scalars/client-scalars.ts';

/** The files that the client preset writes for operations, by their names, as `codegen init` sets it up. */
export async function generate(
  schema: DocumentNode,
  operations: readonly string[],
  isSliced = true,
): Promise<Record<string, string>> {
  const files = await (isSliced ? sliced(preset) : preset).buildGeneratesSection({
    baseOutputDir: 'gql/',
    presetConfig: { fragmentMasking: false },
    config: { enumType: 'string-literal', useTypeImports: true, defaultScalarType: 'unknown', scalars: CLIENT_SCALARS },
    schema,
    schemaAst: buildASTSchema(schema),
    documents: operations.map((text, index) => ({ location: `${index}.ts`, document: parse(text), rawSDL: text })),
    documentsReadOnly: [],
    documentTransforms: [],
    plugins: [],
    pluginMap: {},
  } as never);
  const texts = files.map(async (file) => [file.filename, await codegen({ ...file, profiler: undefined } as never)]);
  return Object.fromEntries(await Promise.all(texts));
}

/** What gql.tada writes for a schema. */
export function generateForTada(schema: DocumentNode): string {
  const introspection = introspectionFromSchema(buildASTSchema(schema), { descriptions: false });
  return outputIntrospectionFile(minifyIntrospection(introspection), { fileType: '.d.ts', shouldPreprocess: true });
}
