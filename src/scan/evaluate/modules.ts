import { readFileSync } from 'node:fs';
import type { ModuleFile } from '../python/app-packages.ts';
import type { PyFile, PythonParser } from '../python/python-tree.ts';
import { moduleScope } from './scope.ts';
import type { Scope } from './values.ts';

/** A module that was parsed. */
export interface ParsedModule {
  scope: Scope;
  file: PyFile;
  /** Whether its statements were run, or are being run. */
  isRun: boolean;
}

/** The modules of the scanned apps. Each is parsed when it is first needed, and its tree is kept until the end. */
export class Modules {
  readonly #files: ReadonlyMap<string, ModuleFile>;
  readonly #names: ReadonlyMap<string, string>;
  /** Modules and the folders above them: folders need no `__init__.py`. */
  readonly #paths: ReadonlySet<string>;
  readonly #parsed = new Map<string, ParsedModule>();
  readonly #parse: PythonParser;

  constructor(files: readonly ModuleFile[], parse: PythonParser) {
    this.#files = new Map(files.map((file) => [file.module, file]));
    this.#names = new Map(files.map(({ file, module }) => [file, module]));
    this.#paths = new Set(files.flatMap(({ module }) => prefixesOf(module)));
    this.#parse = parse;
  }

  /** Parses a module if it was not before; null if the apps do not have it. */
  open(path: string): ParsedModule | null {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const file = this.#files.get(path);
    if (file === undefined) return null;
    const tree = this.#parse(readFileSync(file.file, 'utf8'));
    const module = { scope: moduleScope(path, file.file), file: tree, isRun: false };
    this.#parsed.set(path, module);
    return module;
  }

  /** Whether a module is parsed already. */
  isOpen(path: string): boolean {
    return this.#parsed.has(path);
  }

  /** The modules that were opened, in the order of the files. */
  opened(): ParsedModule[] {
    return [...this.#files.keys()].flatMap((path) => this.#parsed.get(path) ?? []);
  }

  /** Whether a path is a module or package of the scanned apps. */
  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** The module of a file. */
  moduleAt(file: string): string | undefined {
    return this.#names.get(file);
  }

  /** Gives back the memory of the trees. */
  close(): void {
    for (const { file } of this.#parsed.values()) file.close();
    this.#parsed.clear();
  }
}

function prefixesOf(module: string): string[] {
  const names = module.split('.');
  return names.map((_name, index) => names.slice(0, index + 1).join('.'));
}
