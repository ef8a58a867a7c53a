import type { PyNode } from '../python/python-tree.ts';

/** A line of a scanned file. */
export interface Place {
  file: string;
  line: number;
}

/** The arguments of `frappe.whitelist(…)`, as far as the source shows them. */
export interface Whitelisting {
  allowGuest: boolean;
  xssSafe: boolean;
  /** The verbs of `methods`; undefined means every verb. */
  verbs: readonly string[] | undefined;
  /** Arguments that depend on something outside the source. */
  doubts: readonly string[];
  place: Place;
}

/** A function or lambda with the scope that it closes over. One object stands for one Python object. */
export interface FunctionValue {
  kind: 'function';
  name: string;
  definition: PyNode;
  scope: Scope;
  place: Place;
  binding: 'plain' | 'static' | 'class';
  /** The object that a method is bound to. */
  self: Value | null;
  whitelisting: Whitelisting | null;
  /** Its `__wrapped__`, whose signature Python reports for it. */
  wraps: FunctionValue | null;
  /** The function that it behaves like: `frappe.whitelist` and `rate_limit` return such a copy. */
  copyOf: FunctionValue | null;
  /** Whitelisted copies made of it. */
  copies: FunctionValue[];
  rateLimit: string | null;
  /** The decorator that could not be followed, if one was applied. */
  doubt: UnknownValue | null;
}

/** A list, tuple or set. */
export interface ListValue {
  kind: 'list';
  items: Value[];
}

/** A dict with text keys. */
export interface DictValue {
  kind: 'dict';
  entries: Map<string, Value>;
  /** Why there may be other entries, if so. */
  others: UnknownValue | null;
}

/** A class of the scanned sources. */
export interface ClassValue {
  kind: 'class';
  name: string;
  bases: Value[];
  scope: Scope;
  place: Place;
}

/** An object of a scanned class. */
export interface InstanceValue {
  kind: 'instance';
  of: ClassValue;
  attributes: Map<string, Value>;
}

/** The names of a scanned module. */
export interface ModuleValue {
  kind: 'module';
  path: string;
}

/** Something that is not in the scanned sources, by its path: `functools.wraps`, `builtins.len`. */
export interface ExternalValue {
  kind: 'external';
  path: string;
}

/** A callable that the evaluator provides, such as the result of `functools.partial(…)`. */
export interface NativeValue {
  kind: 'native';
  call(args: Arguments, place: Place): Value;
}

/** A value that only the running program knows. */
export interface UnknownValue {
  kind: 'unknown';
  reason: string;
  place: Place | null;
  /** The path of something outside the scanned sources that it comes from. */
  foreign?: string;
}

/** One of several values, depending on a condition that only the running program knows. */
export interface EitherValue {
  kind: 'either';
  options: Value[];
}

/** A name that an import statement gave; it is looked up when it is used. */
export interface ImportedValue {
  kind: 'imported';
  path: string;
}

/** A value that an expression can have. */
export type Value =
  | { kind: 'literal'; value: null | boolean | number | string }
  | ListValue
  | DictValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | ModuleValue
  | ExternalValue
  | NativeValue
  | UnknownValue
  | EitherValue
  | ImportedValue;

/** The arguments of a call. */
export interface Arguments {
  positional: readonly Value[];
  keywords: ReadonlyMap<string, Value>;
  /** Why there may be more of them, if so. */
  others: UnknownValue | null;
  /** The argument list as written. */
  node: PyNode | null;
}

/** A name with the line that gave it its value. */
export interface Binding {
  value: Value;
  line: number;
}

/** The names of a module, class body or function call. */
export interface Scope {
  kind: 'module' | 'class' | 'function';
  names: Map<string, Binding>;
  parent: Scope | null;
  module: string;
  file: string;
  isPackage: boolean;
  /** Paths of `from … import *`. */
  stars: string[];
  /** Names declared `global`. */
  globals: Set<string>;
  /** The parameters of a function call. */
  parameters: ReadonlySet<string>;
}

/** Python's None. */
export const NONE: Value = { kind: 'literal', value: null };

const MAX_OPTIONS = 8;

/** A literal. */
export function literal(value: null | boolean | number | string): Value {
  return { kind: 'literal', value };
}

/** @param reason continues the sentence "… cannot be followed:". */
export function unknown(reason: string, place: Place | null = null): UnknownValue {
  return { kind: 'unknown', reason, place };
}

/** Why a value is not known. */
export function asUnknown(value: Value, place: Place | null): UnknownValue {
  if (value.kind === 'unknown') return value;
  const what = value.kind === 'external' ? `\`${value.path}\`` : 'a value';
  return unknown(`${what} is known only on the site`, place);
}

/** Arguments by position alone. */
export function positional(...values: Value[]): Arguments {
  return { positional: values, keywords: new Map(), others: null, node: null };
}

/** All values that a value may be. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.options : [value];
}

/** The value after two branches of which only one runs. */
export function either(...values: Value[]): Value {
  const options: Value[] = [];
  for (const value of values.flatMap(optionsOf))
    if (!options.some((other) => isSame(other, value))) options.push(value);
  const [first] = options;
  if (options.length === 1 && first !== undefined) return first;
  return options.length > MAX_OPTIONS ? unknown('it depends on too many conditions') : { kind: 'either', options };
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  return a.kind === 'literal' && b.kind === 'literal' && a.value === b.value;
}
