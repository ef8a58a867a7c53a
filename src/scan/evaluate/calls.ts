import { callFunction, copyFunction } from './functions.ts';
import { isKnownPackage } from './known-packages.ts';
import { type Machine, placeText } from './machine.ts';
import { NATIVES } from './natives.ts';
import {
  type Arguments,
  type ClassValue,
  type ExternalValue,
  either,
  type InstanceValue,
  optionsOf,
  type Place,
  type UnknownValue,
  unknown,
  type Value,
} from './values.ts';

/** The result of a call. */
export function callValue(callee: Value, args: Arguments, place: Place, machine: Machine): Value {
  const stop = machine.enter();
  try {
    if (stop !== null) return unknown(stop, place);
    return either(...optionsOf(callee).map((one) => machine.settle(callOne(one, args, place, machine))));
  } finally {
    machine.leave();
  }
}

function callOne(callee: Value, args: Arguments, place: Place, machine: Machine): Value {
  switch (callee.kind) {
    case 'function':
      return callFunction(callee, args, place, machine);
    case 'native':
      return callee.call(args, place);
    case 'class':
      return instantiate(callee, args, place, machine);
    case 'instance':
      return machine.call(machine.attribute(callee, '__call__', place), args, place);
    case 'external':
      return callExternal(callee, args, place, machine);
    case 'unknown':
      return decorateUnknown(callee, args) ?? callee;
    default:
      return unknown('it is not callable', place);
  }
}

function instantiate(of: ClassValue, args: Arguments, place: Place, machine: Machine): Value {
  const instance: InstanceValue = { kind: 'instance', of, attributes: new Map() };
  const initialise = machine.attribute(instance, '__init__', place);
  if (initialise.kind === 'function') machine.call(initialise, args, place);
  return instance;
}

function callExternal(callee: ExternalValue, args: Arguments, place: Place, machine: Machine): Value {
  const { path } = callee;
  if (path === 'builtins.globals' || path === 'builtins.vars' || path === 'builtins.locals') {
    const [of] = args.positional;
    if (of !== undefined) return of;
    return { kind: 'imported', path: machine.moduleAt(place.file) ?? path };
  }
  const native = Object.hasOwn(NATIVES, path) ? NATIVES[path] : undefined;
  if (native !== undefined) return native(args, place, machine) ?? unknown(`\`${path}(…)\` is not evaluated`, place);
  if (/\.whitelist$/.test(path)) return NATIVES['frappe.whitelist']?.(args, place, machine) ?? callee;
  const reason: UnknownValue = { ...unknown(`\`${path}\` is outside the scanned sources`, place), foreign: path };
  const [fn] = args.positional;
  if (isKnownPackage(path) && fn?.kind === 'function') return copyFunction(fn, { wraps: fn });
  return decorateUnknown(reason, args) ?? { kind: 'external', path: path.endsWith('()') ? path : `${path}()` };
}

/** A call with a function as its only argument, as a decorator makes it: what comes back probably calls it. */
function decorateUnknown(reason: UnknownValue, args: Arguments): Value | null {
  const [fn, ...more] = args.positional;
  if (fn?.kind !== 'function' || more.length > 0) return null;
  return copyFunction(fn, { wraps: fn, doubt: reason });
}

/** How a warning names where something unknown came from. */
export function reasonText({ reason, place }: UnknownValue): string {
  return place === null ? reason : `${reason} (${placeText(place)})`;
}
