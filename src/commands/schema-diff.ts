import { readFile } from 'node:fs/promises';
import { toFileProblem } from '../config-file.ts';
import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { COMPARE_OPTIONS, reportChanges } from './schema-changes.ts';

/** Compares two printed schemas. */
export const SCHEMA_DIFF: Command = {
  name: 'schema diff',
  operands: 'OLD NEW',
  summary: 'compare two printed schemas, and say what happened on the site and what breaks',
  guide: '#comparing-schemas',
  options: COMPARE_OPTIONS,
  finding: 'breaking changes',
  run: async (_env, values, files) => {
    const [old, now] = files;
    if (old === undefined || now === undefined || files.length > 2)
      throw new UsageError('schema diff: name two files, the old schema and the new one.');
    reportChanges(await readSchemaFile(old), await readSchemaFile(now), values);
  },
};

/** @throws UsageError if a printed schema cannot be read. */
export async function readSchemaFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(toFileProblem(file, error));
  }
}
