import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DocumentNode, parse, print } from 'graphql';
import { sliceSchema } from '../codegen/slice-schema.ts';
import { toCommaList } from '../comma-list.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { findInvalidOperation } from './codegen/find-invalid-operation.ts';
import { readOperations } from './codegen/read-operations.ts';
import { DOCUMENTS, defaultDocuments, NOT_SOURCES, sourceFolder } from './codegen/source-files.ts';
import type { Command } from './command.ts';
import { writeOutput } from './output/write-output.ts';

/** Cuts a printed schema to what the operations of a project use. */
export const CODEGEN_SLICE: Command = {
  name: 'codegen slice',
  summary: "cut a printed schema to what your project's operations use, for tools such as gql.tada",
  guide: 'typed-client.md#gqltada',
  options: {
    schema: { type: 'string', value: 'FILE', summary: 'the printed schema (schema.graphql)' },
    documents: { type: 'string', value: 'PATTERN', summary: `the files with operations (${DOCUMENTS})` },
    out: { type: 'string', value: 'FILE', summary: 'the file of the slice (gql/schema.graphql below src)' },
    'deep-filters': {
      type: 'string',
      value: 'TYPES',
      summary: 'types whose filters can be used within others, separated by commas, such as Customer,SalesOrderItem',
    },
  },
  finding: 'an operation that the schema does not allow',
  run: async (_env, values) => {
    const file = String(values.schema ?? 'schema.graphql');
    const pattern = String(values.documents ?? defaultDocuments());
    const out = String(values.out ?? `${sourceFolder()}gql/schema.graphql`);
    if (!existsSync(file))
      throw new UsageError(
        `codegen slice: ${file} does not exist. Run "npx frappe-graphql schema print --out ${file}", with --gateway if a gateway runs.`,
      );
    const schema = parse(readFileSync(file, 'utf8'), { noLocation: true });
    const own = [file, out].map((path) => resolve(path));
    const files = globSync(pattern, { exclude: NOT_SOURCES }).filter((path) => !own.includes(resolve(path)));
    const operations = files.sort().flatMap((path) => readOperations(path).map((document) => ({ path, document })));
    if (operations.length === 0) throw new ConfigError(`codegen slice: ${pattern} has no operations.`);
    const used = new Set(operations.map(({ path }) => path)).size;
    const invalid = findInvalidOperation(schema, operations);
    if (invalid !== null) throw new ConfigError(`codegen slice: ${invalid}`);
    const documents: DocumentNode[] = operations.map(({ document }) => document);
    await writeOutput(
      out,
      `${print(sliceSchema(schema, documents, { deepFilters: toCommaList(String(values['deep-filters'] ?? '')) }))}\n`,
    );
    console.log(`Wrote ${out}, the part of ${file} that ${used === 1 ? '1 file uses' : `${used} files use`}.`);
  },
};
