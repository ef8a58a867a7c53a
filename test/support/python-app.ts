import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ScanReport, scanApps } from '../../src/scan/scan-apps.ts';

/** A scan whose warnings name files by their path in the apps. */
export interface SourceScan extends ScanReport {
  /** The functions in a few words: `{"shop.api.add": "POST guest a, b=1, **kwargs"}`. */
  found: Record<string, string>;
}

/**
 * Writes Python files into a folder and scans it.
 *
 * @param sources files by path, such as `shop/api.py`. The folder of each app becomes a package.
 */
export async function scanSources(sources: Readonly<Record<string, string>>): Promise<SourceScan> {
  const folder = await mkdtemp(join(tmpdir(), 'python-app-'));
  try {
    const apps = new Set(Object.keys(sources).map((path) => path.split('/')[0] ?? path));
    const packages = [...apps].map((app) => [`${app}/__init__.py`, ''] as const);
    for (const [path, text] of [...packages, ...Object.entries(sources)]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const report = await scanApps([folder]);
    const warnings = report.warnings.map((warning) => warning.replaceAll(`${folder}/`, ''));
    return { ...report, warnings, found: toWords(report) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function toWords({ methods, docMethods }: ScanReport): Record<string, string> {
  const ofDocs = Object.entries(docMethods).flatMap(([doctype, own]) =>
    Object.entries(own).map(([name, method]) => [`${doctype}.${name}`, method] as const),
  );
  return Object.fromEntries(
    [...Object.entries(methods), ...ofDocs].map(([path, method]) => {
      const args = method.args.map(
        ({ name, type, required }) => `${name}${type ? `: ${type}` : ''}${required ? '' : '?'}`,
      );
      const all = [...args, ...(method.extraArgs === undefined ? [] : [`**${method.extraArgs}`])];
      const words = [
        method.verbs?.join('|') ?? 'ANY',
        ...(method.allowGuest ? ['guest'] : []),
        `(${all.join(', ')})`,
        ...(method.returns === undefined ? [] : [`-> ${method.returns}`]),
        ...(method.rateLimit === undefined ? [] : [`limit ${method.rateLimit}`]),
      ];
      return [path, words.join(' ')];
    }),
  );
}
