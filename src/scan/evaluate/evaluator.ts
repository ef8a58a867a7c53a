import { type PyNode, partsOf } from '../python/python-tree.ts';
import { attributeOf, memberOfModule } from './attributes.ts';
import { callValue } from './calls.ts';
import { evaluate } from './expressions.ts';
import { type Completion, type Machine, placeOf, placeText } from './machine.ts';
import type { Modules, ParsedModule } from './modules.ts';
import { BUILTINS, NATIVES } from './natives.ts';
import { runStatements } from './statements.ts';
import { type Arguments, type FunctionValue, type Place, type Scope, unknown, type Value } from './values.ts';

/** Bounds that no sensible source meets: expressions and calls within each other, and steps of one statement. */
const MAX_DEPTH = 300;
const MAX_STEPS = 100_000;

/** Evaluates the modules of the scanned apps. It never runs Python, and always ends. */
export class Evaluator implements Machine {
  readonly warnings = new Set<string>();
  /** Whitelisted definitions that no call reaches. */
  readonly unreachable = new Set<FunctionValue>();
  /** Functions under decorators outside the scanned sources, by the decorator's path. */
  readonly decorated = new Map<string, FunctionValue[]>();
  readonly executed = new Set<string>();
  readonly calls: FunctionValue[] = [];
  readonly registersItself: boolean | null;
  mayWhitelist: (code: string) => boolean = () => false;
  readonly #modules: Modules;
  readonly #settling = new Set<string>();
  #depth = 0;
  #steps = 0;

  constructor(modules: Modules, registersItself: boolean | null) {
    this.#modules = modules;
    this.registersItself = registersItself;
  }

  evaluate(node: PyNode, scope: Scope): Value {
    return evaluate(node, scope, this);
  }

  run(statements: readonly PyNode[], scope: Scope): Completion {
    return runStatements(statements, scope, this);
  }

  call(callee: Value, args: Arguments, place: Place): Value {
    return callValue(callee, args, place, this);
  }

  attribute(of: Value, name: string, place: Place): Value {
    return attributeOf(of, name, place, this);
  }

  settle(value: Value): Value {
    return value.kind === 'imported' ? this.#settlePaths(value.path) : value;
  }

  isModule(path: string): boolean {
    return this.#modules.has(path);
  }

  moduleAt(file: string): string | undefined {
    return this.#modules.moduleAt(file);
  }

  moduleScope(path: string): Scope | null {
    const module = this.#modules.open(path);
    if (module === null) return null;
    if (!module.isRun) this.#runModule(module);
    return module.scope;
  }

  warn(place: Place, message: string): void {
    this.warnings.add(`${placeText(place)}: ${message}`);
  }

  foreign(path: string, fn: FunctionValue): void {
    this.decorated.set(path, [...(this.decorated.get(path) ?? []), fn]);
  }

  replaced(fn: FunctionValue): void {
    this.unreachable.add(fn);
  }

  enter(): string | null {
    this.#depth += 1;
    this.#steps += 1;
    if (this.#depth > MAX_DEPTH) return 'it is nested too deeply';
    return this.#steps > MAX_STEPS ? 'it takes too many steps' : null;
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Each statement has steps of its own, so that an expensive one does not hide those below it. */
  #runModule(module: ParsedModule): void {
    const before = this.#steps;
    module.isRun = true;
    for (const statement of partsOf(module.file.root)) {
      this.#steps = 0;
      this.run([statement], module.scope);
      if (this.#steps > MAX_STEPS)
        this.warn(placeOf(statement, module.scope), 'this takes too many steps, and was not read to its end.');
    }
    this.#steps = before;
  }

  /** A name may come from several `import *`. One of another package comes last: that package may lack the name. */
  #settlePaths(paths: string): Value {
    if (this.#settling.has(paths)) return unknown(`the import of \`${paths}\` needs itself`);
    this.#settling.add(paths);
    try {
      const all = paths.split('|');
      const found = all.map((path) => this.#find(path)).filter((value) => value !== null);
      const known = found.find((value) => value.kind !== 'external' || isKnown(value.path));
      const name = all.at(-1)?.replace(/^builtins\./, '');
      return known ?? found[0] ?? unknown(`\`${name}\` is not defined in the scanned sources`);
    } finally {
      this.#settling.delete(paths);
    }
  }

  #find(path: string): Value | null {
    if (Object.hasOwn(NATIVES, path)) return { kind: 'external', path };
    const [top = '', ...rest] = path.split('.');
    if (top === 'builtins') return BUILTINS.has(rest.join('.')) ? { kind: 'external', path } : null;
    if (!this.isModule(top)) return { kind: 'external', path };
    let value: Value | null = { kind: 'module', path: top };
    for (const [index, name] of rest.entries()) {
      const whole = [top, ...rest.slice(0, index + 1)].join('.');
      if (Object.hasOwn(NATIVES, whole)) value = { kind: 'external', path: whole };
      else if (value.kind === 'module') value = memberOfModule(value.path, name, this);
      else value = this.attribute(value, name, { file: '', line: 0 });
      if (value === null) return null;
    }
    return value;
  }
}

function isKnown(path: string): boolean {
  return path.startsWith('builtins.') || Object.hasOwn(NATIVES, path);
}
