import { parameterName } from './evaluate/functions.ts';
import { scopeOf } from './evaluate/scope.ts';
import { type FunctionValue, optionsOf } from './evaluate/values.ts';
import { type PyNode, partsOf } from './python/python-tree.ts';

/** How a wrapper calls the function that it wraps. */
export interface PassedOn {
  target: FunctionValue;
  /** Arguments that the wrapper itself gives: a caller who gave them too would make the call fail. */
  given: ReadonlySet<string>;
  /** Whether it calls it with `**kwargs`. */
  passesKeywords: boolean;
  /** Whether what it returns is what the function returned. */
  isReturned: boolean;
}

/** Reads the calls of a wrapped function in its wrapper; null if the wrapper calls none that is known. */
export function readPassedOn(fn: FunctionValue): PassedOn | null {
  const body = fn.definition.childForFieldName('body');
  if (body === null || fn.scope.kind !== 'function') return null;
  const own = parameterNames(fn.definition);
  const calls = callsIn(body);
  const target = calls.map((call) => wrappedFunction(call, fn, own)).find((found) => found !== null) ?? null;
  if (target === null) return null;
  const ofTarget = calls.filter((call) => wrappedFunction(call, fn, own)?.definition.id === target.definition.id);
  const lists = ofTarget.map((call) => call.childForFieldName('arguments')).filter((list) => list !== null);
  return {
    target,
    given: new Set(lists.flatMap((list) => givenIn(list, parameterNames(target.definition), own))),
    passesKeywords: lists.some((list) => partsOf(list).some(({ type }) => type === 'dictionary_splat')),
    isReturned: returnsOnly(body, new Set(ofTarget.map(({ id }) => id))),
  };
}

function callsIn(body: PyNode): PyNode[] {
  const found = body.type === 'call' ? [body] : [];
  return [...found, ...body.descendantsOfType('call').filter((call) => call !== null)];
}

/** The parameter of an enclosing function, or a copy of such a function, that a call calls. */
function wrappedFunction(call: PyNode, fn: FunctionValue, own: readonly string[]): FunctionValue | null {
  const callee = call.childForFieldName('function');
  if (callee?.type !== 'identifier' || own.includes(callee.text)) return null;
  const scope = scopeOf(callee.text, fn.scope);
  const value = scope?.kind === 'function' ? scope.names.get(callee.text)?.value : undefined;
  const found = value === undefined ? undefined : optionsOf(value).find((option) => option.kind === 'function');
  if (found === undefined || found.definition.id === fn.definition.id) return null;
  return scope?.parameters.has(callee.text) || found.copyOf !== null ? found : null;
}

function parameterNames(definition: PyNode): string[] {
  const list = definition.childForFieldName('parameters');
  return (list === null ? [] : partsOf(list)).map((parameter) => {
    const { name, splat } = parameterName(parameter);
    return splat === '' ? name : '';
  });
}

function givenIn(list: PyNode, targets: readonly string[], own: readonly string[]): string[] {
  const parts = partsOf(list);
  const splatAt = parts.findIndex(({ type }) => type === 'list_splat' || type === 'keyword_argument');
  const leading = parts.slice(0, splatAt === -1 ? parts.length : splatAt);
  const byPosition = leading
    .filter(({ type }) => type !== 'dictionary_splat')
    .flatMap((part, index) => {
      const name = targets[index] ?? '';
      return name === '' || (part.text === name && own.includes(name)) ? [] : [name];
    });
  const byName = parts.flatMap((part) => {
    const name = part.childForFieldName('name')?.text ?? '';
    const isOwn = part.childForFieldName('value')?.text === name && own.includes(name);
    return part.type !== 'keyword_argument' || isOwn ? [] : [name];
  });
  return [...byPosition, ...byName];
}

/** Values that wrappers return instead of calling the function. */
const EMPTY: ReadonlySet<string> = new Set(['None', '[]', '{}']);

/** Whether each `return` returns the call itself, or a name that only the call gave a value. */
function returnsOnly(body: PyNode, calls: ReadonlySet<number>): boolean {
  if (calls.has(body.id)) return true;
  const assigned = new Map<string, boolean>();
  for (const assignment of body.descendantsOfType('assignment')) {
    const name = assignment?.childForFieldName('left')?.text ?? '';
    const isCall = calls.has(withoutAwait(assignment?.childForFieldName('right') ?? null)?.id ?? -1);
    assigned.set(name, isCall && assigned.get(name) !== false);
  }
  const returns = body.descendantsOfType('return_statement').filter((one) => one !== null);
  return returns.every((statement) => {
    const value = withoutAwait(partsOf(statement)[0] ?? null);
    if (value === null || EMPTY.has(value.text)) return true;
    return calls.has(value.id) || assigned.get(value.text) === true;
  });
}

function withoutAwait(node: PyNode | null): PyNode | null {
  return node?.type === 'await' ? (partsOf(node)[0] ?? null) : node;
}
