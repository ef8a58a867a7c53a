import type { Method, MethodArgument } from '../metadata/method-catalog.ts';
import { readDocstring } from './docstring.ts';
import { parameterName } from './evaluate/functions.ts';
import type { FunctionValue } from './evaluate/values.ts';
import { startsJob } from './job-starts.ts';
import { annotationText, readParameters } from './parameters.ts';
import { type PassedOn, readPassedOn } from './passed-on.ts';
import { partsOf } from './python/python-tree.ts';

/** The parameters and the result of a function, as Frappe sees them. */
export type Signature = Pick<Method, 'args' | 'extraArgs' | 'returns' | 'doc' | 'startsJob'>;

/** More wrappers around each other are not looked through. */
const MAX_WRAPPERS = 12;

/**
 * The signature by which Frappe filters arguments (`inspect.signature`): that of `__wrapped__` where a wrapper has one.
 * Arguments that a wrapper cannot take, or gives to the function itself, are left out.
 */
export function signatureOf(fn: FunctionValue, depth = 0): Signature {
  if (!isDefinition(fn)) return { args: [], extraArgs: 'kwargs' };
  if (fn.wraps !== null && fn.wraps.definition.id === fn.definition.id && depth < MAX_WRAPPERS)
    return signatureOf(fn.wraps, depth + 1);
  const own = ownSignature(fn);
  const passed = depth < MAX_WRAPPERS ? readPassedOn(fn) : null;
  if (depth >= MAX_WRAPPERS || (fn.wraps === null && passed === null)) return own;
  const target = fn.wraps ?? passed?.target;
  if (target === undefined) return own;
  const inner = signatureOf(target, depth + 1);
  const described = {
    ...(passed?.isReturned === false ? (own.returns === undefined ? {} : { returns: own.returns }) : returnsOf(inner)),
    ...((inner.doc ?? own.doc) === undefined ? {} : { doc: inner.doc ?? own.doc }),
    ...(inner.startsJob || own.startsJob ? { startsJob: true } : {}),
  };
  if (fn.wraps !== null) {
    const takesMore = own.extraArgs !== undefined && inner.extraArgs !== undefined;
    const args = inner.args.filter(({ name }) => accepts(fn, name, depth));
    return { args, ...(takesMore ? { extraArgs: inner.extraArgs } : {}), ...described };
  }
  return { ...throughUnnamed(own, inner, passed), ...described };
}

function isDefinition({ definition }: FunctionValue): boolean {
  return definition.type === 'function_definition' || definition.type === 'lambda';
}

function returnsOf({ returns }: Signature): Pick<Signature, 'returns'> {
  return returns === undefined ? {} : { returns };
}

/** Without `functools.wraps`, the site knows the wrapper's own parameters alone, and converts no others. */
function throughUnnamed(
  own: Signature,
  inner: Signature,
  passed: PassedOn | null,
): Pick<Signature, 'args' | 'extraArgs'> {
  if (own.extraArgs === undefined || passed === null || !passed.passesKeywords) {
    return { args: own.args, ...(own.extraArgs === undefined ? {} : { extraArgs: own.extraArgs }) };
  }
  const names = new Set([...own.args.map(({ name }) => name), ...passed.given]);
  const more = inner.args.filter(({ name }) => !names.has(name)).map(({ type: _type, ...argument }) => argument);
  return { args: [...own.args, ...more], extraArgs: own.extraArgs };
}

/** Whether a caller may give an argument by its name to a wrapper and all below it. */
export function accepts(fn: FunctionValue, name: string, depth = 0): boolean {
  const parameters = fn.definition.childForFieldName('parameters');
  const own = (parameters === null ? [] : partsOf(parameters)).map(parameterName);
  if (own.some((parameter) => parameter.splat === '' && parameter.name === name)) return true;
  if (!own.some(({ splat }) => splat === '**')) return false;
  const passed = depth < MAX_WRAPPERS ? readPassedOn(fn) : null;
  if (passed === null || !passed.passesKeywords) return true;
  return !passed.given.has(name) && accepts(passed.target, name, depth + 1);
}

function ownSignature({ definition }: FunctionValue): Signature {
  const names = readParameters(definition, false, new Map()).args.map(({ name }: MethodArgument) => name);
  const docstring = readDocstring(definition, names);
  const returns = definition.childForFieldName('return_type');
  return {
    ...readParameters(definition, false, docstring.args),
    ...(returns === null ? {} : { returns: annotationText(returns) }),
    ...(docstring.summary === undefined ? {} : { doc: docstring.summary }),
    ...(startsJob(definition) ? { startsJob: true } : {}),
  };
}
