import { readFile } from 'node:fs/promises';
import type { Method, MethodsFile } from '../metadata/method-catalog.ts';
import { Candidates } from './candidates.ts';
import { type Controller, findController, isControllerModule, methodsOfClass } from './controllers.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { Modules } from './evaluate/modules.ts';
import { type ClassValue, optionsOf, type Value } from './evaluate/values.ts';
import { type FoundMethod, findMethods } from './find-methods.ts';
import { foreignWarnings, hasForeignDecorator } from './foreign-decorators.ts';
import { type Hooks, readHooks } from './hooks.ts';
import { findNested, warnOfUncalled } from './nested-methods.ts';
import { findAppPackages, listModules, type ModuleFile } from './python/app-packages.ts';
import { createPythonParser } from './python/python-tree.ts';

/** The methods that a scan found, in the form of the file of methods. */
export type ScannedMethods = Pick<MethodsFile, 'methods' | 'docMethods' | 'overrides'>;

/** A whitelisted definition with its file and line. */
export interface Occurrence {
  file: string;
  line: number;
  name: string;
}

/** A scan with what a person should know of it. */
export interface ScanReport extends ScannedMethods {
  /** The versions of apps that state one. */
  apps: Record<string, string>;
  /** Every whitelisted function and method, those of base classes once. */
  occurrences: Occurrence[];
  /** One line each: file, line and what is wrong there. */
  warnings: string[];
  files: number;
}

/** A scan on its way. */
interface Scan {
  machine: Evaluator;
  modules: Modules;
  sources: ReadonlyMap<string, string>;
  found: (of: ClassValue) => FoundMethod[];
  bound: Set<Value>;
}

/**
 * Reads the Python source of apps and finds what `frappe.whitelist` opens. Nothing of it is run by Python.
 *
 * @param paths repositories, packages, or folders of apps; a later app's overrides win.
 * @param onFile called for each file that is looked at, with the number of all files.
 * @throws ConfigError where a path has no Python package.
 */
export async function scanApps(
  paths: readonly string[],
  onFile: (files: number) => void = () => undefined,
): Promise<ScanReport> {
  const packages = (await Promise.all(paths.map(findAppPackages))).flat();
  const files = (await Promise.all(packages.map(listModules))).flat();
  const modules = new Modules(files, await createPythonParser());
  try {
    const scan = await startScan(modules, files);
    runCandidates(scan, files, () => onFile(files.length));
    const hooks = files.filter(({ module }) => /^\w+\.hooks$/.test(module)).map(({ module }) => hooksOf(module, scan));
    return {
      ...(await collect(scan, hooks)),
      apps: versionsIn(scan.sources),
      warnings: sortWarnings([...scan.machine.warnings, ...foreignWarnings(scan.machine.decorated)]),
      files: files.length,
    };
  } finally {
    modules.close();
  }
}

async function startScan(modules: Modules, files: readonly ModuleFile[]): Promise<Scan> {
  const sources = new Map<string, string>();
  for (const { module, file } of files) sources.set(module, await readFile(file, 'utf8'));
  const machine = new Evaluator(modules, registersItself(sources.get('frappe')));
  const bound = new Set<Value>();
  const known = new Map<ClassValue, FoundMethod[]>();
  const found = (of: ClassValue) => {
    const methods = known.get(of) ?? findMethods(of.scope, bound, machine);
    known.set(of, methods);
    return methods;
  };
  return { machine, modules, sources, found, bound };
}

/** `__version__ = "15.99.1"` in the package of an app. */
function versionsIn(sources: ReadonlyMap<string, string>): Record<string, string> {
  const packages = [...sources].filter(([module]) => !module.includes('.'));
  const versions = packages.map(([app, source]) => [app, /^__version__ *= *["']([^"']+)["']/m.exec(source)?.[1]]);
  return Object.fromEntries(versions.filter(([, version]) => version !== undefined));
}

/** v15 and later wrap a function to convert its arguments, and register the wrapper. */
function registersItself(frappe: string | undefined): boolean | null {
  if (frappe === undefined || !/^def whitelist\b/m.test(frappe)) return null;
  return !frappe.includes('validate_argument_types');
}

/** Until no module adds a name that may whitelist. */
function runCandidates({ machine, modules, sources }: Scan, files: readonly ModuleFile[], onFile: () => void): void {
  const candidates = new Candidates();
  let waiting = files.map(({ module }) => module);
  do {
    const matching = waiting.filter((module) => candidates.matches(sources.get(module) ?? ''));
    waiting = waiting.filter((module) => !matching.includes(module));
    for (const module of matching) {
      const opened = modules.open(module);
      if (opened !== null) candidates.add(opened);
    }
  } while (candidates.learn());
  machine.mayWhitelist = (code) => candidates.matches(code);
  const isScanned = (name: string) => modules.has(name);
  for (const { module } of files) {
    onFile();
    const isWanted = modules.isOpen(module) || isControllerModule(module);
    if (isWanted || hasForeignDecorator(sources.get(module) ?? '', isScanned)) machine.moduleScope(module);
  }
}

function hooksOf(module: string, { machine }: Scan): Hooks {
  const scope = machine.moduleScope(module);
  return scope === null ? { overrides: {}, controllers: [] } : readHooks(scope, machine);
}

async function collect(scan: Scan, hooks: readonly Hooks[]): Promise<ScannedMethods & Pick<ScanReport, 'occurrences'>> {
  const { machine, modules, sources, bound } = scan;
  const methods: Record<string, Method> = {};
  const occurrences: Occurrence[] = [...machine.unreachable].map(({ name, place }) => ({ ...place, name }));
  const controllers: Controller[] = [];
  const opened = modules.opened();
  const classes = opened.flatMap(({ scope }) => classesIn([...scope.names.values()].map(({ value }) => value)));
  for (const { scope } of [...opened, ...classes])
    for (const { value } of scope.names.values()) for (const option of optionsOf(value)) bound.add(option);
  for (const module of opened) {
    const { scope, file } = module;
    const source = sources.get(scope.module) ?? '';
    if (file.errorLine !== null) machine.warn({ file: scope.file, line: file.errorLine }, 'invalid Python syntax.');
    const found = findMethods(scope, bound, machine);
    for (const { name, method } of found) if (method !== null) methods[`${scope.module}.${name}`] = method;
    occurrences.push(...found.map(({ name, place }) => ({ ...place, name })));
    occurrences.push(...findNested(module, source).map((one) => ({ ...one, file: scope.file })));
    warnOfUncalled(module, source, machine);
    const controller = isControllerModule(scope.module) ? await findController(scope) : undefined;
    if (controller !== undefined) controllers.push(controller);
  }
  for (const of of classes) occurrences.push(...scan.found(of).map(({ name, place }) => ({ ...place, name })));
  const overrides = Object.assign({}, ...hooks.map((app) => app.overrides)) as Record<string, string>;
  return { methods, docMethods: collectDocMethods(controllers, hooks, scan), overrides, occurrences };
}

/** Classes with those inside them, each once. */
function classesIn(values: readonly Value[], seen = new Set<Value>()): ClassValue[] {
  return values.flatMap((value) => {
    if (value.kind !== 'class' || seen.has(value)) return [];
    seen.add(value);
    return [
      value,
      ...classesIn(
        [...value.scope.names.values()].map((binding) => binding.value),
        seen,
      ),
    ];
  });
}

/** Methods of controllers, with those that hooks replace or extend them by. */
function collectDocMethods(
  controllers: readonly Controller[],
  hooks: readonly Hooks[],
  { machine, found }: Scan,
): Record<string, Record<string, Method>> {
  const docMethods: Record<string, Record<string, Method>> = {};
  const add = (doctype: string, value: ClassValue) => {
    const methods = methodsOfClass(value, found, machine);
    if (methods.size > 0) docMethods[doctype] = { ...docMethods[doctype], ...Object.fromEntries(methods) };
  };
  for (const { doctype, value } of controllers) add(doctype, value);
  for (const { doctype, path, place } of hooks.flatMap((app) => app.controllers)) {
    const value = machine.settle({ kind: 'imported', path });
    if (value.kind === 'class') add(doctype, value);
    else machine.warn(place, `the class \`${path}\` of \`${doctype}\` is not in the scanned sources.`);
  }
  return docMethods;
}

function sortWarnings(warnings: readonly string[]): string[] {
  return [...warnings].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
