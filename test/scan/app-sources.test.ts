import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nameMethods } from '../../src/features/method/fields/method-names.ts';
import { NO_METHODS, parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import { listWhitelistedMethods } from '../../src/metadata/whitelisted-method.ts';
import { writeMethods } from '../../src/scan/methods-text.ts';
import { findAppPackages, listModules } from '../../src/scan/python/app-packages.ts';
import { scanApps } from '../../src/scan/scan-apps.ts';

const NO_DOCTYPES = {
  entries: [],
  byDoctype: new Map(),
  doctypes: new Map(),
  report: { renamed: [], hidden: [] },
  sizesDecimals: false,
};

/** Folders of real apps, such as Frappe's and ERPNext's repositories, separated by colons. */
const SOURCES = (process.env.APP_SOURCES ?? '').split(':').filter((path) => path !== '');
const REASON = 'APP_SOURCES names no folders of real apps';

/** A decorator that is named for `whitelist` at the start of a line, or a call of a module that registers a function. */
const DECORATOR = /^[ \t]*@(?:[\w.]+\.)?\w*whitelist\w*\b|^(?:\w+ = )?(?:\w+\.)?whitelist\([^)]*\)\(/;

describe.skipIf(SOURCES.length === 0)(`real apps${SOURCES.length === 0 ? ` (skipped: ${REASON})` : ''}`, () => {
  test.each(SOURCES)('%s: the scan and a plain search find the same', { timeout: 60_000 }, async (path) => {
    const startedAt = performance.now();
    const report = await scanApps([path]);
    const seconds = (performance.now() - startedAt) / 1000;
    const scanned = new Set(report.occurrences.map(({ file, line }) => `${file}:${line}`));
    const searched = await search(path);
    const places = new Set(searched.map(({ place }) => place));
    expect([...scanned].filter((place) => !places.has(place)).map(short(path))).toEqual([]);
    const missed = searched.filter(({ place, isInText }) => !scanned.has(place) && !isInText);
    expect(missed.map(({ place }) => place).map(short(path))).toEqual([]);
    expect(report.warnings.filter((warning) => /cannot identify|cannot be read|invalid Python/.test(warning))).toEqual(
      [],
    );
    const whitelisted = parseMethodsFile(writeMethods(NO_METHODS, report), path);
    const fields = nameMethods(NO_DOCTYPES, listWhitelistedMethods(whitelisted, { allow: ['*'], deny: [] }), new Set());
    expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
    for (const { field } of fields) expect(field).toMatch(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/);
    expect(seconds).toBeLessThan(10);
    console.log(`${path}: ${scanned.size} whitelisted in ${report.files} files, ${seconds.toFixed(1)} s`);
  });
});

/** The line of the `def` below each decorator, and whether it may be part of a text of several lines. */
async function search(path: string): Promise<{ place: string; isInText: boolean }[]> {
  const packages = await findAppPackages(path);
  const modules = (await Promise.all(packages.map(listModules))).flat();
  return modules.flatMap(({ file }) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    let quotes = 0;
    return lines.flatMap((line, index) => {
      const isInText = quotes % 2 === 1;
      quotes += line.split('"""').length - 1;
      if (!DECORATOR.test(line)) return [];
      const below = line.includes('@') ? lines.slice(index).findIndex((other) => /^\s*(async )?def /.test(other)) : 0;
      return [{ place: `${file}:${index + below + 1}`, isInText }];
    });
  });
}

function short(path: string): (place: string) => string {
  return (place) => place.slice(path.length);
}
