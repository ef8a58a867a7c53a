import { writeFile } from 'node:fs/promises';
import { ConfigError } from '../errors.ts';
import { readMethodsFile } from '../metadata/method-catalog.ts';
import { findStaleCorrections, writeMethods } from '../scan/methods-text.ts';
import { scanApps } from '../scan/scan-apps.ts';
import type { Command } from './command.ts';

/** The default path of the file of methods. */
export const DEFAULT_METHODS_FILE = 'schema/methods.json';

/** Finds the whitelisted methods of apps. */
export const METHODS_SCAN: Command = {
  name: 'methods scan',
  usage: 'PATH… [--out FILE]',
  summary: 'find whitelisted methods in the Python source of apps',
  options: { out: { type: 'string' } },
  takesOperands: true,
  run: (_env, { out }, paths) => scanMethods(paths, typeof out === 'string' ? out : DEFAULT_METHODS_FILE),
};

/** Writes the whitelisted methods of apps to the file of methods, and what is worth a look to stderr. */
async function scanMethods(paths: readonly string[], out: string): Promise<void> {
  if (paths.length === 0) throw new ConfigError('methods scan: name the folder of at least one app.');
  const before = await readMethodsFile({ path: out, isRequired: false });
  const { methods, docMethods, overrides, warnings, occurrences, files } = await scanApps(paths);
  const found = { methods, docMethods, overrides };
  await writeFile(out, writeMethods(before, found));
  for (const warning of warnings) console.error(`warning: ${warning}`);
  for (const name of findStaleCorrections(before, found))
    console.error(`warning: ${out}: the correction of ${name} matches no method.`);
  const counts = `${Object.keys(methods).length} functions, ${countNested(docMethods)} methods of ${Object.keys(docMethods).length} DocTypes`;
  console.error(`${out}: ${counts}, from ${occurrences.length} whitelisted definitions in ${files} Python files.`);
}

function countNested(record: Readonly<Record<string, object>>): number {
  return Object.values(record).reduce((sum, own) => sum + Object.keys(own).length, 0);
}
