import { UsageError } from '../errors.ts';
import { readMethodsFile } from '../metadata/method-catalog.ts';
import { findStaleCorrections, writeMethods } from '../scan/methods-text.ts';
import { type ScanReport, scanApps } from '../scan/scan-apps.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { startProgress } from './output/progress.ts';
import { writeOutput } from './output/write-output.ts';

/** The default path of the file of methods. */
export const DEFAULT_METHODS_FILE = 'schema/methods.json';

/** Finds the whitelisted methods of apps. */
export const METHODS_SCAN: Command = {
  name: 'methods scan',
  operands: 'PATH…',
  summary: 'find whitelisted methods in the Python source of apps',
  guide: 'methods.md',
  options: {
    out: { type: 'string', value: 'FILE', summary: `the file of methods (${DEFAULT_METHODS_FILE})` },
    ...JSON_OPTION,
  },
  run: (_env, { out, json }, paths) =>
    scanMethods(paths, typeof out === 'string' ? out : DEFAULT_METHODS_FILE, json === true),
};

/** Writes the whitelisted methods of apps to the file of methods, and warnings to stderr. */
async function scanMethods(paths: readonly string[], out: string, json: boolean): Promise<void> {
  if (paths.length === 0) throw new UsageError('methods scan: the folder of at least one app is missing.');
  const before = await readMethodsFile({ path: out, isRequired: false });
  const { apps, methods, docMethods, overrides, warnings, occurrences, files } = await scanShown(paths);
  const found = { apps, methods, docMethods, overrides };
  await writeOutput(out, writeMethods(before, found));
  const stale = findStaleCorrections(before, found).map(
    (name) => `${out}: the correction for ${name} matches no method.`,
  );
  for (const warning of [...warnings, ...stale]) console.error(`warning: ${warning}`);
  if (json) {
    const counted = { functions: Object.keys(methods).length, docMethods: countNested(docMethods), files };
    return console.log(JSON.stringify({ file: out, ...counted, warnings: [...warnings, ...stale] }, null, 2));
  }
  const doctypes = Object.keys(docMethods).length;
  const counts = `${count(Object.keys(methods).length, 'function')} and ${count(countNested(docMethods), 'method')} of ${count(doctypes, 'DocType')}`;
  const origin = `${count(occurrences.length, 'whitelisted definition')} in ${count(files, 'Python file')}`;
  console.error(`${out}: ${counts}, from ${origin}.`);
}

/** Scans, and shows how far it is. */
async function scanShown(paths: readonly string[]): Promise<ScanReport> {
  let all = 0;
  const toText = (number: number) => number.toLocaleString('en');
  const progress = startProgress((done) => `Reading Python files: ${toText(done)} of ${toText(all)}`);
  try {
    return await scanApps(paths, (files) => {
      all = files;
      progress.step();
    });
  } finally {
    progress.end();
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function countNested(record: Readonly<Record<string, object>>): number {
  return Object.values(record).reduce((sum, own) => sum + Object.keys(own).length, 0);
}
