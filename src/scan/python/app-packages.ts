import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../../errors.ts';

/** A Python package of an app: the folder that its module paths start with. */
export interface AppPackage {
  /** Such as `erpnext`. */
  name: string;
  folder: string;
}

/** A Python file with the path by which Python imports it. */
export interface ModuleFile {
  file: string;
  /** Such as `erpnext.stock.utils`. */
  module: string;
}

/** Folders that hold no code of the app. */
const PASSED_OVER = new Set(['node_modules', 'dist', 'build', 'env', 'venv', '__pycache__']);

/**
 * Finds the packages of an app in its repository (`apps/erpnext`), its package (`apps/erpnext/erpnext`), or in a folder
 * of several apps.
 *
 * @throws ConfigError where there are none.
 */
export async function findAppPackages(path: string): Promise<AppPackage[]> {
  const folder = resolve(path);
  const found = (await packagesAt(folder, 2)).sort((a, b) => (a.folder < b.folder ? -1 : 1));
  if (found.length > 0) return found;
  throw new ConfigError(`${path} has no Python package: name an app's folder.`);
}

async function packagesAt(folder: string, depth: number): Promise<AppPackage[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      `${folder} ${error.code === 'ENOENT' ? 'does not exist.' : `cannot be read: ${error.message}`}`,
    );
  });
  if (entries.some(({ name }) => name === '__init__.py')) return [topPackage(folder)];
  if (depth === 0) return [];
  const below = entries.filter(isCodeFolder).map(({ name }) => packagesAt(join(folder, name), depth - 1));
  return (await Promise.all(below)).flat();
}

/** A folder inside a package is scanned as part of it, under its full path. */
function topPackage(folder: string): AppPackage {
  let top = folder;
  while (existsSync(join(dirname(top), '__init__.py'))) top = dirname(top);
  const name = [basename(top), ...folder.slice(top.length).split('/').filter(Boolean)].join('.');
  return { name, folder };
}

/** Every Python file of a package, sorted. Folders without `__init__.py` are packages too, as in Python. */
export async function listModules({ name, folder }: AppPackage): Promise<ModuleFile[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = entries.map(async (entry): Promise<ModuleFile[]> => {
    const file = join(folder, entry.name);
    if (isCodeFolder(entry)) return listModules({ name: `${name}.${entry.name}`, folder: file });
    const [, stem] = /^(\w+)\.py$/.exec(entry.name) ?? [];
    if (stem === undefined || !entry.isFile()) return [];
    return [{ file, module: stem === '__init__' ? name : `${name}.${stem}` }];
  });
  return (await Promise.all(parts)).flat();
}

function isCodeFolder(entry: Dirent): boolean {
  return entry.isDirectory() && /^[A-Za-z_]\w*$/.test(entry.name) && !PASSED_OVER.has(entry.name);
}
