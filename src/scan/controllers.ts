import { readFile } from 'node:fs/promises';
import type { Method } from '../metadata/method-catalog.ts';
import type { ModuleFile } from './app-packages.ts';
import type { FoundClass, ScannedModule } from './scan-module.ts';

/** Finds a scanned module by its path, scanning it now where nobody needed it before. */
export type ModuleFinder = (module: string) => Promise<ScannedModule | undefined>;

/** A DocType with the class that is its controller. */
export interface Controller {
  doctype: string;
  module: string;
  className: string;
}

/** What every document has (`submit`, `cancel`, `rename` …) is no method of one DocType. */
const OF_EVERY_DOCUMENT = ['frappe.model.document.Document', 'frappe.model.base_document.BaseDocument'];

/** The controller of a file `doctype/<x>/<x>.py`; undefined where the file has none. */
export async function findController({ file }: ModuleFile, scanned: ScannedModule): Promise<Controller | undefined> {
  const given = await readDocTypeName(file.replace(/\.py$/, '.json'));
  const stem = scanned.module.split('.').at(-1) ?? '';
  const expected = (given ?? stem).replace(/[ _-]/g, '').toLowerCase();
  const found = scanned.classes.find(({ name }) => name.toLowerCase() === expected);
  if (found === undefined) return undefined;
  return { doctype: given ?? spaced(found.name, stem), module: scanned.module, className: found.name };
}

/** Whether a module may hold a controller. */
export function isControllerModule(module: string): boolean {
  const [folder, name, file] = module.split('.').slice(-3);
  return folder === 'doctype' && name === file;
}

/** The whitelisted methods of a class and of its bases, as Python finds them. */
export async function methodsOfClass(
  module: string,
  className: string,
  findModule: ModuleFinder,
  seen: ReadonlySet<string> = new Set(),
): Promise<Map<string, Method>> {
  const path = `${module}.${className}`;
  const scanned = OF_EVERY_DOCUMENT.includes(path) || seen.has(path) ? undefined : await findModule(module);
  const found = scanned?.classes.find(({ name }) => name === className);
  if (scanned === undefined || found === undefined) return new Map();
  const methods = new Map(found.methods.map(({ name, method }) => [name, method]));
  for (const [baseModule, baseName] of basesOf(found, scanned)) {
    const inherited = await methodsOfClass(baseModule, baseName, findModule, new Set([...seen, path]));
    for (const [name, method] of inherited) {
      if (!methods.has(name) && !found.names.has(name)) methods.set(name, method);
    }
  }
  return methods;
}

function basesOf({ bases }: FoundClass, { module, imports }: ScannedModule): [module: string, className: string][] {
  return bases.map((base) => {
    const [first = '', ...rest] = base.split('.');
    const path = [imports.get(first) ?? `${module}.${first}`, ...rest].join('.');
    return splitPath(path);
  });
}

/** `app.module.Class` → module and class. */
export function splitPath(path: string): [module: string, name: string] {
  const at = path.lastIndexOf('.');
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

async function readDocTypeName(file: string): Promise<string | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as { doctype?: unknown; name?: unknown } | null;
    return value?.doctype === 'DocType' && typeof value.name === 'string' ? value.name : undefined;
  } catch {
    return undefined;
  }
}

/** `BOMItem` in `bom_item.py` → `BOM Item`: the words of the file in the letters of the class. */
function spaced(className: string, stem: string): string {
  let at = 0;
  const words = stem.split('_').map((word) => {
    at += word.length;
    return className.slice(at - word.length, at);
  });
  return words.join(' ');
}
