import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { buildASTSchema, parse, validate } from 'graphql';
import { CLIENT_SCALARS } from './src/schema/scalars/client-scalars.ts';

/**
 * `npm run codegen`: for every operation file next to the code that sends it, writes the types of its variables and its
 * answer, and the document that carries them. `open-orders.graphql` becomes `open-orders.generated.ts`.
 */
const SCHEMA_FILE = 'schema/gateway.graphql';
const OPERATION_FILES = 'examples/**/*.graphql';

const CONFIG = {
  /** How the gateway's scalars look in JSON. */
  scalars: CLIENT_SCALARS,
  enumType: 'string-literal',
  skipTypename: true,
  useTypeImports: true,
};

/** An operation that the schema cannot answer; the message names its file. */
class InvalidOperation extends Error {}

/**
 * @returns the text of every generated file by its path.
 * @throws InvalidOperation
 */
export async function generateDocuments(): Promise<Map<string, string>> {
  const schema = parse(readFileSync(SCHEMA_FILE, 'utf8'));
  const schemaAst = buildASTSchema(schema);
  const generated = new Map<string, string>();
  for (const file of globSync(OPERATION_FILES).sort()) {
    const document = parse(readFileSync(file, 'utf8'));
    const [error] = validate(schemaAst, document);
    if (error) throw new InvalidOperation(`${file}: ${error.message}`);
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
  try {
    for (const [file, text] of await generateDocuments()) {
      writeFileSync(file, text);
      console.log(file);
    }
  } catch (error) {
    if (!(error instanceof InvalidOperation)) throw error;
    const hint = `The examples are of the shop: \`npm run schema:print\` restores its ${SCHEMA_FILE}.`;
    console.error(`${error.message}\n${hint} For a project of your own, run \`frappe-graphql codegen init\` there.`);
    process.exitCode = 1;
  }
}
