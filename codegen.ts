import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { buildASTSchema, parse, validate } from 'graphql';
import { SCALARS } from './src/schema/scalars/scalars.ts';

/**
 * `npm run codegen`: for every operation file next to the code that sends it, writes the types of its variables and its
 * answer, and the document that carries them. `open-orders.graphql` becomes `open-orders.generated.ts`.
 */
const SCHEMA_FILE = 'schema/gateway.graphql';
const OPERATION_FILES = 'examples/**/*.graphql';

const CONFIG = {
  /** How the gateway's scalars look in JSON. */
  scalars: {
    ...Object.fromEntries(
      Object.entries(SCALARS).flatMap(([name, { type, inClients }]) => (type === null ? [] : [[name, inClients]])),
    ),
    Upload: 'Blob',
  },
  enumType: 'string-literal',
  skipTypename: true,
  useTypeImports: true,
};

/**
 * @returns the text of every generated file by its path.
 * @throws Error for an operation that the schema cannot answer.
 */
export async function generateDocuments(): Promise<Map<string, string>> {
  const schema = parse(readFileSync(SCHEMA_FILE, 'utf8'));
  const schemaAst = buildASTSchema(schema);
  const generated = new Map<string, string>();
  for (const file of globSync(OPERATION_FILES).sort()) {
    const document = parse(readFileSync(file, 'utf8'));
    const [error] = validate(schemaAst, document);
    if (error) throw new Error(`${file}: ${error.message}`);
    const filename = file.replace(/\.graphql$/, '.generated.ts');
    const text = await codegen({
      filename,
      schema,
      schemaAst,
      documents: [{ location: file, document }],
      config: CONFIG,
      plugins: [{ operationTypes: {} }, { typedDocumentNode: {} }],
      pluginMap: { operationTypes, typedDocumentNode },
    });
    generated.set(filename, `// Made from ${file} by \`npm run codegen\`.\n${text}`);
  }
  return generated;
}

if (import.meta.main) {
  for (const [file, text] of await generateDocuments()) {
    writeFileSync(file, text);
    console.log(file);
  }
}
