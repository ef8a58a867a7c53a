import { type PyNode, partsOf } from '../python/python-tree.ts';
import { reasonText } from './calls.ts';
import { readFunction } from './functions.ts';
import { type Machine, placeOf } from './machine.ts';
import { NATIVES } from './natives.ts';
import { bind, innerScope } from './scope.ts';
import {
  type ClassValue,
  type FunctionValue,
  optionsOf,
  positional,
  type Scope,
  type UnknownValue,
  type Value,
} from './values.ts';

/** `def` without decorators. */
export function defineFunction(node: PyNode, scope: Scope, machine: Machine): void {
  const fn = readFunction(node, scope);
  define(fn, knownAs(fn, scope), scope, machine);
}

/** The last definition of a name is the one that calls reach. */
function define(fn: FunctionValue, value: Value, scope: Scope, machine: Machine): void {
  const before = scope.names.get(fn.name)?.value;
  if (scope.kind !== 'function' && before !== undefined && isWhitelisted(before) && !isWhitelisted(value)) {
    const [lost] = optionsOf(before).filter((option) => option.kind === 'function');
    if (lost !== undefined) {
      machine.warn(
        lost.place,
        `\`${fn.name}\` is left out: line ${fn.place.line} defines the name again, without \`whitelist\`.`,
      );
      machine.replaced(lost);
    }
  }
  bind(scope, fn.name, value, fn.place.line);
}

/** Frappe's own sources define what the evaluator provides. */
function knownAs(fn: FunctionValue, scope: Scope): Value {
  const path = `${scope.module}.${fn.name}`;
  return scope.kind === 'module' && Object.hasOwn(NATIVES, path) ? { kind: 'external', path } : fn;
}

/** `class`, with everything in its body. */
export function defineClass(node: PyNode, scope: Scope, machine: Machine): ClassValue {
  const name = node.childForFieldName('name')?.text ?? '';
  const list = node.childForFieldName('superclasses');
  const bases = (list === null ? [] : partsOf(list))
    .filter(({ type }) => type !== 'keyword_argument')
    .map((base) => machine.evaluate(base, scope));
  const value: ClassValue = {
    kind: 'class',
    name,
    bases,
    scope: innerScope('class', scope),
    place: placeOf(node, scope),
  };
  const body = node.childForFieldName('body');
  if (body !== null) machine.run(partsOf(body), value.scope);
  bind(scope, name, value, value.place.line);
  return value;
}

/** `@a @b def f` means `f = a(b(f))`. */
export function runDecorated(node: PyNode, scope: Scope, machine: Machine): void {
  const definition = node.childForFieldName('definition');
  if (definition === null) return;
  const decorators = partsOf(node).filter(({ type }) => type === 'decorator');
  if (definition.type === 'class_definition') {
    const value = defineClass(definition, scope, machine);
    for (const decorator of decorators.reverse()) apply(decorator, value, scope, machine);
    return;
  }
  const fn = readFunction(definition, scope);
  const steps: Value[] = [fn];
  for (const decorator of decorators.reverse()) {
    const inner = steps.at(-1) ?? fn;
    steps.push(apply(decorator, inner, scope, machine));
  }
  const value = keepWhitelisted(fn, steps, scope, machine);
  if (value === steps.at(-1)) noteUnfollowed(fn, value, node, scope, machine);
  define(fn, value === fn ? knownAs(fn, scope) : value, scope, machine);
}

function apply(decorator: PyNode, target: Value, scope: Scope, machine: Machine): Value {
  const [expression] = partsOf(decorator);
  if (expression === undefined) return target;
  const place = placeOf(decorator, scope);
  const value = machine.evaluate(expression, scope);
  return machine.call(value, positional(target), place);
}

/**
 * Frappe finds a method by the object that its name stands for. A decorator above `@frappe.whitelist()` that puts a
 * wrapper there closes the method.
 */
function keepWhitelisted(fn: FunctionValue, steps: readonly Value[], scope: Scope, machine: Machine): Value {
  const last = steps.at(-1) ?? fn;
  if (scope.kind === 'function' || isWhitelisted(last)) return last;
  const open = steps.findLast(isWhitelisted);
  if (open === undefined) return last;
  const doubt = doubtOf(last);
  if (doubt !== null) {
    machine.warn(
      fn.place,
      `a decorator above \`whitelist\` of \`${fn.name}\` cannot be followed: ${reasonText(doubt)}. If it replaces the function, Frappe refuses calls.`,
    );
    return open;
  }
  machine.warn(
    fn.place,
    `\`${fn.name}\` is left out: a decorator above \`whitelist\` replaces the function, so Frappe refuses calls.`,
  );
  machine.replaced(fn);
  return last;
}

function isWhitelisted(value: Value): boolean {
  return optionsOf(value).some((option) => option.kind === 'function' && option.whitelisting !== null);
}

function doubtOf(value: Value): UnknownValue | null {
  return value.kind === 'function' ? value.doubt : value.kind === 'unknown' ? value : null;
}

/** A decorator that cannot be followed may whitelist what it decorates. */
function noteUnfollowed(fn: FunctionValue, last: Value, node: PyNode, scope: Scope, machine: Machine): void {
  const isMethod = scope.kind === 'class' && !/(?:^|\.)doctype\.(\w+)\.\1$/.test(scope.module);
  const doubt = doubtOf(last);
  if (doubt === null || isWhitelisted(last) || isMethod || scope.kind === 'function') return;
  const decorators = partsOf(node).filter(({ type }) => type === 'decorator');
  if (doubt.foreign !== undefined) machine.foreign(doubt.foreign, fn);
  else if (decorators.some(({ text }) => machine.mayWhitelist(text)))
    machine.warn(fn.place, `\`${fn.name}\` is left out: its decorator cannot be followed: ${reasonText(doubt)}.`);
}
