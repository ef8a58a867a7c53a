import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_METHODS, parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import { writeMethods } from '../../src/scan/methods-text.ts';
import { type ScanReport, scanApps } from '../../src/scan/scan-apps.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI } from '../support/program.ts';

const APPS = join(import.meta.dirname, '../fixtures/python-apps');
const EXPECTED = join(APPS, 'methods.json');

let report: ScanReport;

beforeAll(async () => {
  report = await scanApps([APPS]);
});

describe('a scan of two small apps', () => {
  test('finds every form of the decorator with arguments, types, defaults and docs', async () => {
    const text = writeMethods(NO_METHODS, withoutReport(report));
    if (process.env.UPDATE === '1') await writeFile(EXPECTED, text);
    expect(text).toBe(await readFile(EXPECTED, 'utf8'));
  });

  test('finds nothing in comments and docstrings, and nothing of other decorators', () => {
    const names = Object.keys(report.methods).map((path) => path.split('.').at(-1));
    for (const name of ['commented_out', 'only_in_a_docstring', 'not_whitelisted', 'decorated_otherwise'])
      expect(names).not.toContain(name);
  });

  test('leaves out unreachable code: nested functions, classes that are not controllers', () => {
    expect(Object.keys(report.methods)).not.toContain('bakery.api.nested');
    expect(JSON.stringify(report.docMethods)).not.toContain('nobody_calls_this');
    const names = report.occurrences.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['nested', 'nobody_calls_this']));
  });

  test('gives a DocType the methods of its bases and hooks, without those that it hides', () => {
    const own = report.docMethods['Bread Roll'] ?? {};
    expect(Object.keys(own).sort()).toEqual(['add_seeds', 'bake', 'recipe', 'rise', 'weigh']);
  });

  test('warns with file and line, and reads the rest of a file that does not parse', () => {
    expect(report.warnings.map((warning) => relative(APPS, warning))).toEqual([
      'bakery/bakery/api.py:18: `without_brackets` is refused by Frappe: write `@frappe.whitelist()`, with brackets.',
      'bakery/bakery/api.py:93: `_inner` is open in Frappe 14 alone, as what `whitelist` returns is dropped: write `_inner = frappe.whitelist(…)(_inner)`, or decorate it.',
      'bakery/bakery/tests/broken.py:9: invalid Python syntax.',
    ]);
    expect(Object.keys(report.methods)).toContain('bakery.tests.broken.after_the_fault');
  });

  test('takes a package, a repository or a folder of apps, and refuses other folders', async () => {
    const ofPackage = await scanApps([join(APPS, 'bakery/bakery'), join(APPS, 'toppings')]);
    expect(withoutReport(ofPackage)).toEqual(withoutReport(report));
    const ofFolder = await scanApps([join(APPS, 'bakery/bakery/stock')]).catch((error: Error) => error.message);
    expect(ofFolder).toMatch(/stock has no Python package: name an app's folder\.$/);
  });
});

describe('methods scan', () => {
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [CLI, ...args], { env: { ...CHILD_ENV } });
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'methods-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('keeps corrections and discovered scripts, and reports stale corrections', async () => {
    const out = join(folder, 'methods.json');
    const corrections = { 'bakery.api.plain': { read: true, note: 'only reads' }, 'bakery.gone': { hide: true } };
    const scripts = { shop_hello: { args: [], allowGuest: true } };
    await writeFile(out, JSON.stringify({ corrections, scripts, methods: { 'old.app.method': {} } }));
    const { stderr } = await run('methods', 'scan', APPS, '--out', out);
    const written = parseMethodsFile(await readFile(out, 'utf8'), out);
    expect(written.corrections).toEqual(corrections);
    expect(written.scripts).toEqual(scripts);
    expect(written.methods).toEqual(report.methods);
    expect(stderr).toContain('warning: ');
    expect(stderr).toContain('the correction for bakery.gone matches no method.');
    expect(stderr).toContain(
      '17 functions and 5 methods of 1 DocType, from 26 whitelisted definitions in 9 Python files.',
    );
    const again = await run('methods', 'scan', APPS, '--out', out);
    expect(again.stderr).toBe(stderr);
    expect(parseMethodsFile(await readFile(out, 'utf8'), out)).toEqual(written);
  });

  test('makes the folders of its file', async () => {
    const out = join(folder, 'new/schema/methods.json');
    await run('methods', 'scan', APPS, '--out', out);
    expect(parseMethodsFile(await readFile(out, 'utf8'), out).methods).toEqual(report.methods);
    const below = join(out, 'methods.json');
    const failed = await run('methods', 'scan', APPS, '--out', below).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining(`${below} cannot be `) });
  });

  test.each([
    [[], 'methods scan: the folder of at least one app is missing.'],
    [['/nowhere'], '/nowhere does not exist.'],
  ])('refuses %j', async (paths, message) => {
    const failed = await run('methods', 'scan', ...paths).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: paths.length === 0 ? 2 : 1, stderr: expect.stringContaining(message) });
  });
});

function withoutReport({ methods, docMethods, overrides }: ScanReport) {
  return { methods, docMethods, overrides };
}
