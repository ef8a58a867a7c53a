import { type PyNode, partsOf } from '../python/python-tree.ts';
import { type Machine, placeOf } from './machine.ts';
import { bind, innerScope } from './scope.ts';
import {
  type Arguments,
  either,
  type FunctionValue,
  literal,
  NONE,
  type Place,
  type Scope,
  unknown,
  type Value,
} from './values.ts';

/** Wrappers of wrappers are rarely three deep. */
const MAX_CALLS = 12;

/** The function that a `def` or lambda makes, without its decorators. */
export function readFunction(definition: PyNode, scope: Scope): FunctionValue {
  return {
    kind: 'function',
    name: definition.childForFieldName('name')?.text ?? 'lambda',
    definition,
    scope,
    place: placeOf(definition, scope),
    binding: 'plain',
    self: null,
    whitelisting: null,
    wraps: null,
    copyOf: null,
    copies: [],
    rateLimit: null,
    doubt: null,
  };
}

/** Another object that runs the same code. */
export function copyFunction(fn: FunctionValue, changes: Partial<FunctionValue>): FunctionValue {
  return { ...fn, copyOf: fn, copies: [], whitelisting: null, ...changes };
}

/** The result of a function, found by running its body over the values that are known. */
export function callFunction(fn: FunctionValue, args: Arguments, place: Place, machine: Machine): Value {
  if (fn.doubt !== null) return unknown(fn.doubt.reason, fn.doubt.place ?? place);
  const body = fn.definition.childForFieldName('body');
  if (body === null) return NONE;
  if (machine.calls.length >= MAX_CALLS) return unknown('calls are nested too deeply', place);
  machine.executed.add(`${fn.place.file}:${fn.definition.startIndex}`);
  machine.calls.push(fn);
  try {
    return runBody(fn, body, args, machine);
  } finally {
    machine.calls.pop();
  }
}

function runBody(fn: FunctionValue, body: PyNode, args: Arguments, machine: Machine): Value {
  const scope = innerScope('function', fn.scope);
  bindParameters(fn, args, scope, machine);
  if (fn.definition.type === 'lambda') return machine.evaluate(body, scope);
  const { returned, ends } = machine.run(partsOf(body), scope);
  if (returned === null) return ends ? unknown(`${fn.name} raises an error`, fn.place) : NONE;
  return ends ? returned : either(returned, NONE);
}

function bindParameters(fn: FunctionValue, args: Arguments, scope: Scope, machine: Machine): void {
  const list = fn.definition.childForFieldName('parameters');
  const given = fn.self === null ? [...args.positional] : [fn.self, ...args.positional];
  const keywords = new Map(args.keywords);
  const names = new Set<string>();
  const line = fn.place.line;
  const rest = args.others ?? unknown('an argument is not given', fn.place);
  for (const parameter of list === null ? [] : partsOf(list)) {
    const { name, splat } = parameterName(parameter);
    if (name === '') continue;
    names.add(name);
    if (splat === '*') bind(scope, name, args.others ?? { kind: 'list', items: given.splice(0) }, line);
    else if (splat === '**') bind(scope, name, { kind: 'dict', entries: keywords, others: args.others }, line);
    else {
      const value = given.shift() ?? keywords.get(name);
      keywords.delete(name);
      const defaultNode = parameter.childForFieldName('value');
      const missing = () => {
        const fallback = defaultNode === null ? rest : machine.evaluate(defaultNode, fn.scope);
        return args.others === null ? fallback : either(args.others, fallback);
      };
      bind(scope, name, value ?? missing(), line);
    }
  }
  scope.parameters = names;
}

/** The name of a parameter with its stars. */
export function parameterName(parameter: PyNode): { name: string; splat: string } {
  const named = parameter.childForFieldName('name');
  const node = named ?? (parameter.type === 'typed_parameter' ? partsOf(parameter)[0] : parameter) ?? parameter;
  if (node.type === 'keyword_separator' || node.type === 'positional_separator') return { name: '', splat: '' };
  const [, splat = '', name = ''] = /^(\**)\s*(.*)$/s.exec(node.text) ?? [];
  return { name, splat };
}

/** `isinstance` and `callable` as far as kinds of values say. */
export function isFunctionLike(value: Value): Value | null {
  if (['function', 'class', 'native'].includes(value.kind)) return literal(true);
  if (['literal', 'list', 'dict', 'module'].includes(value.kind)) return literal(false);
  return null;
}
