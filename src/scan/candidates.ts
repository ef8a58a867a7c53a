import type { ParsedModule } from './evaluate/modules.ts';
import { type Unit, unitsOf } from './units.ts';

/** `whitelist` in code: called, passed on, or at the end of a line. */
const MENTION = /\bwhitelist\b(?=\s*(?:[(),'"]|$))/m;

/** `frappe.whitelist(…)(fn)` as a value is a method, and whitelists nothing else. */
const METHOD = /^= [\w.]*whitelist\s*\([^()]*\)\s*\(/;

/** Finds the modules that may whitelist something without parsing all of the sources. */
export class Candidates {
  /** Paths of wrappers, of constants made by `whitelist`, and of classes whose methods use it. */
  readonly #makers = new Set<string>();
  readonly #modules = new Set<string>();
  readonly #imports = new Map<string, Map<string, string>>();
  #units: Unit[] = [];
  #names = new Set<string>();
  #usage: RegExp | null = null;
  #making: RegExp | null = null;

  /** Whether a module mentions `whitelist`, or uses a name that may whitelist as its decorator, value or call. */
  matches(source: string): boolean {
    return source.includes('whitelist') || this.#usage?.test(source) === true;
  }

  /** Collects the names of a module that may whitelist. */
  add({ file, scope }: ParsedModule): void {
    const units = unitsOf(file.root, scope);
    this.#units.push(...units);
    this.#imports.set(scope.module, new Map(units.flatMap(({ name, path }) => (path === null ? [] : [[name, path]]))));
  }

  /** @returns whether a name is new, so that other modules may match now. */
  learn(): boolean {
    const before = this.#names.size;
    for (;;) {
      const found = new Set(this.#units.filter((unit) => this.#isMaker(unit)));
      if (found.size === 0) return this.#names.size > before;
      this.#units = this.#units.filter((unit) => !found.has(unit));
      for (const { name, module } of found) {
        this.#makers.add(`${module}.${name}`);
        this.#modules.add(module);
        if (name !== '*' && name !== 'whitelist') this.#names.add(name);
      }
      this.#updatePatterns();
    }
  }

  #isMaker({ code, module, path }: Unit): boolean {
    if (path !== null) return this.#makers.has(path);
    if (MENTION.test(code)) return !METHOD.test(code);
    const words = this.#making === null ? [] : [...code.matchAll(this.#making)].map(([, name = '']) => name);
    return words.some((word) => this.#refersToMaker(word, module));
  }

  /** Whether a name of a module is a maker: its own, an imported one, or one of an imported module. */
  #refersToMaker(name: string, module: string): boolean {
    const imports = this.#imports.get(module);
    const path = imports?.get(name);
    if (path !== undefined) return this.#makers.has(path);
    if (this.#makers.has(`${module}.${name}`)) return true;
    return [...(imports?.values() ?? [])].some((imported) => this.#modules.has(imported));
  }

  #updatePatterns(): void {
    if (this.#names.size === 0) return;
    const words = `\\b(${[...this.#names].join('|')})\\b`;
    this.#usage = new RegExp(
      `^[ \\t]*@[\\w.]*${words}|^[ \\t]{0,8}[\\w.]+\\s*=[^=\\n]*${words}|^[\\w.]*${words}\\(|import\\b[^\\n]*${words}\\s+as\\s`,
      'm',
    );
    this.#making = new RegExp(`(?:@|\\breturn\\b|=)[^\\n]*?${words}`, 'gm');
  }
}
