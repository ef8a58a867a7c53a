import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { readDocTypeFiles } from '../meta/doctype-files.ts';
import { SimulatorError } from '../simulator-error.ts';

/** An app as `hooks.py` names it. */
export interface InstalledApp {
  readonly name: string;
  readonly title: string;
  readonly version: string;
}

/** The contents of the folders of apps, in addition to DocTypes. */
export interface AppFiles {
  readonly apps: readonly InstalledApp[];
  /** The apps of modules, by the modules' names. */
  readonly appOfModule: ReadonlyMap<string, string>;
  /** The documents that `bench migrate` would bring to a site, from `fixtures/*.json`. */
  readonly fixtures: readonly Row[];
}

/** How deep below a folder the package of an app can be: a bench's `apps`, an app, its package. */
const DEEPEST = 3;

/** Reads the apps below folders. A folder without `hooks.py` has DocTypes alone. @throws SimulatorError */
export function readApps(folders: readonly string[]): AppFiles {
  const packages = [...new Set(folders.flatMap((folder) => findPackages(folder, DEEPEST)))];
  const apps = packages.map((path) => ({ path, ...readApp(path) }));
  const appOfModule = apps.flatMap(({ path, name }) => readModules(path).map((module) => [module, name] as const));
  return {
    apps: apps.map(({ path: _, ...app }) => app),
    appOfModule: new Map(appOfModule),
    fixtures: packages.flatMap(readFixtures),
  };
}

function findPackages(folder: string, depth: number): string[] {
  if (existsSync(join(folder, 'hooks.py'))) return [folder];
  if (depth === 0) return [];
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const named = inside.map(({ name }) => name).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  return named.sort().flatMap((name) => findPackages(join(folder, name), depth - 1));
}

function readApp(path: string): InstalledApp {
  const hooks = readFileSync(join(path, 'hooks.py'), 'utf8');
  const module = join(path, '__init__.py');
  const name = assignedText(hooks, 'app_name') ?? basename(path);
  const version = existsSync(module) ? assignedText(readFileSync(module, 'utf8'), '__version__') : undefined;
  return { name, title: assignedText(hooks, 'app_title') ?? name, version: version ?? '0.0.1' };
}

/** The text that a line of Python gives a name. */
function assignedText(source: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*=\\s*(["'])(.*?)\\1`, 'm').exec(source)?.[2];
}

/** The modules of `modules.txt`, and those that DocTypes name. */
function readModules(path: string): string[] {
  const file = join(path, 'modules.txt');
  const listed = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const named = readDocTypeFiles(path).map(({ module }) => String(module ?? ''));
  return [...new Set([...listed, ...named].map((module) => module.trim()))].filter((module) => module !== '');
}

function readFixtures(path: string): Row[] {
  const folder = join(path, 'fixtures');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((name) => readDocuments(join(folder, name)));
}

/** The file in its folder, as messages name it. */
function nameOf(path: string): string {
  return join(basename(dirname(path)), basename(path));
}

/** V8 quotes the text around a mistake with its line breaks. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** The documents of a JSON file. @throws SimulatorError that names the file if it is not a list of documents. */
export function readDocuments(path: string): Row[] {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(content) && content.every((doc) => typeof doc === 'object' && doc !== null)) return content;
  } catch (error) {
    throw new SimulatorError(`${nameOf(path)} is not valid JSON: ${oneLine((error as Error).message)}`);
  }
  throw new SimulatorError(`${nameOf(path)} is not a list of documents.`);
}
