import type { PyNode } from '../python/python-tree.ts';
import type { Arguments, FunctionValue, Place, Scope, Value } from './values.ts';

/** The outcome of running statements. */
export interface Completion {
  /** The returned value, if any. */
  returned: Value | null;
  /** Whether the statement after them cannot be reached. */
  ends: boolean;
}

/** The parts of the evaluator, as each other sees them. */
export interface Machine {
  evaluate(node: PyNode, scope: Scope): Value;
  run(statements: readonly PyNode[], scope: Scope): Completion;
  call(callee: Value, args: Arguments, place: Place): Value;
  attribute(of: Value, name: string, place: Place): Value;
  /** The value behind an imported name. */
  settle(value: Value): Value;
  /** The names of a scanned module, which is run if it was not before. */
  moduleScope(path: string): Scope | null;
  /** Whether a path is a module or package of the scanned apps. */
  isModule(path: string): boolean;
  /** The module of a file. */
  moduleAt(file: string): string | undefined;
  /** Whether Frappe's `whitelist` registers the function itself (v14) or a wrapper (v15 and later); null if unknown. */
  registersItself: boolean | null;
  warn(place: Place, message: string): void;
  /** Notes a decorator outside the scanned sources that may whitelist. */
  foreign(path: string, fn: FunctionValue): void;
  /** Whether code mentions a name that may whitelist. */
  mayWhitelist(code: string): boolean;
  /** Reports a whitelisted definition that no call reaches. */
  replaced(fn: FunctionValue): void;
  /** Definitions whose body was run, by file and position. */
  executed: Set<string>;
  /** The functions whose bodies are being run, the innermost one last. */
  calls: FunctionValue[];
  /** @returns the reason to stop, if too much was evaluated; `leave` follows each `enter`. */
  enter(): string | null;
  leave(): void;
}

/** The file and line of a node. */
export function placeOf(node: PyNode, scope: Scope): Place {
  return { file: scope.file, line: node.startPosition.row + 1 };
}

/** `file:line`, as warnings begin. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
