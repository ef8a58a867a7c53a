import type { Machine } from './machine.ts';
import { callNativeMember } from './members.ts';
import { type ClassValue, type FunctionValue, literal, type Place, type Scope, unknown, type Value } from './values.ts';

/** `value.name`. */
export function attributeOf(value: Value, name: string, place: Place, machine: Machine): Value {
  switch (value.kind) {
    case 'module':
      return memberOfModule(value.path, name, machine) ?? unknown(`${value.path} has no \`${name}\``, place);
    case 'external':
      return machine.settle({ kind: 'imported', path: `${value.path}.${name}` });
    case 'class':
      return memberOfClass(value, name, machine, new Set()) ?? unknown(`${value.name} has no known \`${name}\``, place);
    case 'instance': {
      const own = value.attributes.get(name);
      if (own !== undefined) return own;
      const member = memberOfClass(value.of, name, machine, new Set());
      if (member?.kind === 'function' && member.binding !== 'static') return { ...member, self: value };
      return member ?? unknown(`${value.of.name} has no known \`${name}\``, place);
    }
    case 'function':
      return attributeOfFunction(value, name, place);
    case 'unknown':
      // Any module may be the one that Frappe is known by.
      return name === 'whitelist' ? { kind: 'external', path: 'frappe.whitelist' } : value;
    default:
      return callNativeMember(value, name) ?? unknown(`\`.${name}\` is not evaluated`, place);
  }
}

/** A name of a module, or a module in its folder. */
export function memberOfModule(
  path: string,
  name: string,
  machine: Machine,
  seen: ReadonlySet<string> = new Set(),
): Value | null {
  const scope = machine.moduleScope(path);
  const own = scope?.names.get(name);
  if (own !== undefined) return machine.settle(own.value);
  if (machine.isModule(`${path}.${name}`)) return { kind: 'module', path: `${path}.${name}` };
  return scope === null ? null : memberOfStars(scope, name, machine, new Set([...seen, path]));
}

function memberOfStars(scope: Scope, name: string, machine: Machine, seen: ReadonlySet<string>): Value | null {
  for (const star of scope.stars) {
    const found = seen.has(star) ? null : memberOfModule(star, name, machine, seen);
    if (found !== null) return found;
  }
  return null;
}

function memberOfClass(of: ClassValue, name: string, machine: Machine, seen: Set<ClassValue>): Value | null {
  const own = of.scope.names.get(name);
  if (own !== undefined) return bindToClass(machine.settle(own.value), of);
  seen.add(of);
  for (const base of of.bases) {
    if (base.kind !== 'class' || seen.has(base)) continue;
    const found = memberOfClass(base, name, machine, seen);
    if (found !== null) return found;
  }
  return null;
}

function bindToClass(member: Value, of: ClassValue): Value {
  return member.kind === 'function' && member.binding === 'class' ? { ...member, self: of } : member;
}

function attributeOfFunction(fn: FunctionValue, name: string, place: Place): Value {
  if (name === '__func__') return fn;
  if (name === '__name__') return literal(fn.name);
  if (name === '__module__') return literal(fn.scope.module);
  if (name === '__wrapped__' && fn.wraps !== null) return fn.wraps;
  return unknown(`\`.${name}\` of a function is not evaluated`, place);
}
