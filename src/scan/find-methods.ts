import type { Method } from '../metadata/method-catalog.ts';
import { reasonText } from './evaluate/calls.ts';
import { parameterName } from './evaluate/functions.ts';
import type { Machine } from './evaluate/machine.ts';
import { type FunctionValue, optionsOf, type Place, type Scope, type Value } from './evaluate/values.ts';
import { readPassedOn } from './passed-on.ts';
import { partsOf } from './python/python-tree.ts';
import { accepts, signatureOf } from './signature.ts';

/** A whitelisted function under a name of a module or class. */
export interface FoundMethod {
  name: string;
  place: Place;
  /** Null if Frappe refuses every call. */
  method: Method | null;
}

/**
 * The names of a module or class that stand for whitelisted functions.
 *
 * @param bound every value that has a name anywhere.
 */
export function findMethods(scope: Scope, bound: ReadonlySet<Value>, machine: Machine): FoundMethod[] {
  return [...scope.names].flatMap(([name, { value, line }]) => {
    const place = { file: scope.file, line };
    const fn = whitelistedIn(value, name, place, bound, machine);
    return fn === null ? [] : [{ name, place, method: toMethod(fn, scope.kind === 'class', name, place, machine) }];
  });
}

function whitelistedIn(
  value: Value,
  name: string,
  place: Place,
  bound: ReadonlySet<Value>,
  machine: Machine,
): FunctionValue | null {
  const functions = optionsOf(value).filter((option) => option.kind === 'function');
  const open = functions.filter(({ whitelisting }) => whitelisting !== null);
  const [first, ...others] = open;
  if (first !== undefined) {
    const isCertain = value.kind !== 'either' || others.every((other) => isAlike(first, other));
    if (!isCertain || (value.kind === 'either' && functions.length > open.length))
      machine.warn(place, `what \`${name}\` is depends on a condition that only the site knows; one case is taken.`);
    return first;
  }
  return registeredAside(functions, name, place, bound, machine);
}

function isAlike(a: FunctionValue, b: FunctionValue): boolean {
  const text = (fn: FunctionValue) => {
    const { place: _place, ...whitelisting } = fn.whitelisting ?? { place: null };
    return JSON.stringify([signatureOf(fn), whitelisting]);
  };
  return text(a) === text(b);
}

/** `frappe.whitelist()(fn)` whose result has no name: v14 opens `fn` itself, later versions only the result. */
function registeredAside(
  functions: readonly FunctionValue[],
  name: string,
  place: Place,
  bound: ReadonlySet<Value>,
  machine: Machine,
): FunctionValue | null {
  const copy = functions.flatMap((fn) => fn.copies).find((one) => !bound.has(one));
  if (copy === undefined) return null;
  const advice = `write \`${name} = frappe.whitelist(…)(${name})\`, or decorate it`;
  if (machine.registersItself === false) {
    machine.warn(place, `\`${name}\` is left out: Frappe opens only what \`whitelist\` returns. Please ${advice}.`);
    return null;
  }
  machine.warn(place, `\`${name}\` is open in Frappe 14 alone, as what \`whitelist\` returns is dropped: ${advice}.`);
  return copy;
}

function toMethod(fn: FunctionValue, isMember: boolean, name: string, place: Place, machine: Machine): Method | null {
  const { whitelisting } = fn;
  if (whitelisting === null) return null;
  if (whitelisting.verbs?.length === 0) {
    machine.warn(place, `\`${name}\` is left out: its \`methods\` names none of GET, POST, PUT and DELETE.`);
    return null;
  }
  for (const doubt of whitelisting.doubts) machine.warn(place, `\`${name}\`: ${doubt}.`);
  const doubt = doubtIn(fn);
  if (doubt !== null)
    machine.warn(
      place,
      `a decorator of \`${name}\` cannot be followed, and may change its arguments: ${reasonText(doubt)}.`,
    );
  if (!isMember) warnOfCmd(fn, name, place, machine);
  const { args, ...signature } = signatureOf(fn);
  const limit = rateLimitOf(fn);
  return {
    args: isMember && fn.binding !== 'static' ? args.filter(({ name: arg }) => !isFirstOf(fn, arg)) : args,
    ...signature,
    ...(whitelisting.allowGuest ? { allowGuest: true } : {}),
    ...(whitelisting.xssSafe ? { xssSafe: true } : {}),
    ...(whitelisting.verbs === undefined || whitelisting.verbs.length === 4
      ? {}
      : { verbs: [...whitelisting.verbs] as Method['verbs'] }),
    ...(limit === null ? {} : { rateLimit: limit }),
  };
}

/** The function itself and those within its wrappers. */
function chainOf(fn: FunctionValue): FunctionValue[] {
  const chain: FunctionValue[] = [];
  let at: FunctionValue | null = fn;
  while (at !== null && !chain.includes(at)) {
    chain.push(at);
    at = at.copyOf ?? at.wraps ?? readPassedOn(at)?.target ?? null;
  }
  return chain;
}

function doubtIn(fn: FunctionValue) {
  return chainOf(fn).find(({ doubt }) => doubt !== null)?.doubt ?? null;
}

function rateLimitOf(fn: FunctionValue): string | null {
  return chainOf(fn).find(({ rateLimit }) => rateLimit !== null)?.rateLimit ?? null;
}

/** Whether an argument is the object or class that a method is bound to: the first of any function in the chain. */
function isFirstOf(fn: FunctionValue, name: string): boolean {
  return chainOf(fn).some(({ definition }) => {
    const list = definition.childForFieldName('parameters');
    const [first] = list === null ? [] : partsOf(list).map(parameterName);
    return first?.splat === '' && first.name === name;
  });
}

/** `/api/method` sends `cmd` with the arguments; only a signature keeps it from a function that does not take it. */
function warnOfCmd(fn: FunctionValue, name: string, place: Place, machine: Machine): void {
  const wrapper = chainOf(fn).find((one) => one.copyOf === null) ?? fn;
  const passed = readPassedOn(wrapper);
  if (
    passed === null ||
    fn.wraps !== null ||
    !passed.passesKeywords ||
    /\bcmd\b|\bget_newargs\b/.test(wrapper.definition.text)
  )
    return;
  if (accepts(passed.target, 'cmd')) return;
  machine.warn(
    wrapper.place,
    `\`${wrapper.name}\` passes on every argument, \`cmd\` of /api/method too, which fails for \`${name}\` (${place.file}:${place.line}). Add \`functools.wraps\`.`,
  );
}
