import { readFile } from 'node:fs/promises';
import type { Method, MethodsFile } from '../metadata/method-catalog.ts';
import { findAppPackages, listModules, type ModuleFile } from './app-packages.ts';
import {
  type Controller,
  findController,
  isControllerModule,
  type ModuleFinder,
  methodsOfClass,
  splitPath,
} from './controllers.ts';
import { type Hooks, readHooks } from './hooks.ts';
import { createPythonParser, type PythonParser } from './python-tree.ts';
import { type FoundMethod, type ScannedModule, scanModule } from './scan-module.ts';

/** What a scan found, as the file of methods has it. */
export type ScannedMethods = Pick<MethodsFile, 'methods' | 'docMethods' | 'overrides'>;

/** A whitelisted definition where it stands. */
export interface Occurrence {
  file: string;
  line: number;
  name: string;
}

/** A scan with what a person should know of it. */
export interface ScanReport extends ScannedMethods {
  /** Every whitelisted function and method, those of base classes once. */
  occurrences: Occurrence[];
  /** One line each: file, line and what is wrong there. */
  warnings: string[];
  files: number;
}

/** The modules of the apps, each read and scanned when it is first needed. */
interface Sources {
  modules: ModuleFile[];
  find: ModuleFinder;
  /** Those that may have something whitelisted, or a controller. */
  scanned: Map<string, ScannedModule>;
  hooks: Hooks[];
}

/**
 * Reads the Python source of apps and finds what `frappe.whitelist` opens. Nothing of it is run.
 *
 * @param paths repositories, packages, or folders of apps; a later app's overrides win.
 * @throws ConfigError where a path has no Python package.
 */
export async function scanApps(paths: readonly string[]): Promise<ScanReport> {
  const parse = await createPythonParser();
  const sources = await readSources(paths, parse);
  const methods: Record<string, Method> = {};
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const controllers: Controller[] = [];
  for (const moduleFile of sources.modules) {
    const scanned = sources.scanned.get(moduleFile.module);
    if (scanned === undefined) continue;
    const { file, module } = moduleFile;
    if (scanned.errorLine !== null) warnings.push(`${file}:${scanned.errorLine}: this is not Python as it stands.`);
    for (const { name, method } of scanned.functions) methods[`${module}.${name}`] = method;
    occurrences.push(...everythingIn(scanned).map(({ name, line }) => ({ file, line, name })));
    const controller = isControllerModule(module) ? await findController(moduleFile, scanned) : undefined;
    if (controller !== undefined) controllers.push(controller);
  }
  const overrides = Object.assign({}, ...sources.hooks.map((hooks) => hooks.overrides)) as Record<string, string>;
  const docMethods = await collectDocMethods(controllers, sources);
  return { methods, docMethods, overrides, occurrences, warnings, files: sources.modules.length };
}

async function readSources(paths: readonly string[], parse: PythonParser): Promise<Sources> {
  const packages = (await Promise.all(paths.map(findAppPackages))).flat();
  const modules = (await Promise.all(packages.map(listModules))).flat();
  const byModule = new Map(modules.map((moduleFile) => [moduleFile.module, moduleFile]));
  const scanned = new Map<string, ScannedModule>();
  const hooks: Hooks[] = [];
  const scan = (moduleFile: ModuleFile, source: string) => {
    const result = scanModule(moduleFile, source, parse);
    scanned.set(moduleFile.module, result);
    return result;
  };
  for (const moduleFile of modules) {
    const source = await readFile(moduleFile.file, 'utf8');
    if (/^\w+\.hooks$/.test(moduleFile.module)) hooks.push(readHooks(source, parse));
    if (source.includes('whitelist') || isControllerModule(moduleFile.module)) scan(moduleFile, source);
  }
  const find: ModuleFinder = async (module) => {
    const moduleFile = byModule.get(module);
    if (moduleFile === undefined) return undefined;
    return scanned.get(module) ?? scan(moduleFile, await readFile(moduleFile.file, 'utf8'));
  };
  return { modules, find, scanned: scanned, hooks };
}

function everythingIn({ functions, classes, unreachable }: ScannedModule): FoundMethod[] {
  return [...functions, ...classes.flatMap(({ methods }) => methods), ...unreachable];
}

/** Methods of controllers, with those that hooks put in their place or beside them. */
async function collectDocMethods(
  controllers: readonly Controller[],
  { find, hooks }: Sources,
): Promise<Record<string, Record<string, Method>>> {
  const replaced = hooks
    .flatMap((app) => app.controllers)
    .map(([doctype, path]) => [doctype, ...splitPath(path)] as const);
  const all = [
    ...controllers.map(({ doctype, module, className }) => [doctype, module, className] as const),
    ...replaced,
  ];
  const docMethods: Record<string, Record<string, Method>> = {};
  for (const [doctype, module, className] of all) {
    const methods = await methodsOfClass(module, className, find);
    if (methods.size > 0) docMethods[doctype] = { ...docMethods[doctype], ...Object.fromEntries(methods) };
  }
  return docMethods;
}
