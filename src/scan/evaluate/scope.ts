import type { Scope, Value } from './values.ts';

/** A new scope inside another one. */
export function innerScope(kind: 'class' | 'function', parent: Scope): Scope {
  const { module, file, isPackage } = parent;
  return {
    kind,
    names: new Map(),
    parent,
    module,
    file,
    isPackage,
    stars: [],
    globals: new Set(),
    parameters: new Set(),
  };
}

/** The scope of a module. */
export function moduleScope(module: string, file: string): Scope {
  return {
    kind: 'module',
    names: new Map(),
    parent: null,
    module,
    file,
    isPackage: file.endsWith('__init__.py'),
    stars: [],
    globals: new Set(),
    parameters: new Set(),
  };
}

/** The module's own scope. */
export function moduleOf(scope: Scope): Scope {
  let top = scope;
  while (top.parent !== null) top = top.parent;
  return top;
}

/** The scope that has a name, as Python looks it up: functions do not see the names of a class around them. */
export function scopeOf(name: string, scope: Scope): Scope | null {
  if (scope.names.has(name)) return scope;
  let at = scope.parent;
  while (at !== null && (at.kind === 'class' || !at.names.has(name))) at = at.parent;
  return at;
}

/** Gives a name its value. */
export function bind(scope: Scope, name: string, value: Value, line: number): void {
  const target = scope.globals.has(name) ? moduleOf(scope) : scope;
  target.names.set(name, { value, line });
}
