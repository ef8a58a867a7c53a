import { type PyNode, partsOf } from '../python/python-tree.ts';
import { type Machine, placeOf } from './machine.ts';
import { bind, scopeOf } from './scope.ts';
import { type Scope, unknown, type Value } from './values.ts';

/** Gives the target of an assignment, `for` or `with` its value. */
export function assign(target: PyNode, value: Value, scope: Scope, machine: Machine): void {
  const line = target.startPosition.row + 1;
  if (target.type === 'identifier') bind(scope, target.text, value, line);
  else if (['pattern_list', 'tuple_pattern', 'list_pattern', 'tuple', 'list'].includes(target.type))
    assignEach(partsOf(target), value, scope, machine);
  else if (target.type === 'attribute') {
    const object = target.childForFieldName('object');
    const name = target.childForFieldName('attribute')?.text ?? '';
    if (object !== null) setMember(machine.evaluate(object, scope), name, value, line);
  } else if (target.type === 'subscript') assignItem(target, value, scope, machine);
}

function assignEach(targets: readonly PyNode[], value: Value, scope: Scope, machine: Machine): void {
  const items = value.kind === 'list' && value.items.length === targets.length ? value.items : null;
  targets.forEach((target, index) => {
    assign(target, items?.[index] ?? unknown('an unpacked value', placeOf(target, scope)), scope, machine);
  });
}

/** `object.name = value`, also by `setattr`. @returns false where the object is not part of the scanned sources. */
export function setMember(object: Value, name: string, value: Value, line: number): boolean {
  if (object.kind === 'class') object.scope.names.set(name, { value, line });
  else if (object.kind === 'instance') object.attributes.set(name, value);
  else return false;
  return true;
}

function assignItem(target: PyNode, value: Value, scope: Scope, machine: Machine): void {
  const of = target.childForFieldName('value');
  const index = target.childForFieldName('subscript');
  if (of === null || index === null) return;
  const container = machine.evaluate(of, scope);
  const key = machine.evaluate(index, scope);
  if (container.kind === 'dict') {
    if (key.kind === 'literal') container.entries.set(String(key.value), value);
    else container.others ??= unknown('a key is known only on the site', placeOf(target, scope));
  } else if (container.kind === 'module' && key.kind === 'literal') {
    machine.moduleScope(container.path)?.names.set(String(key.value), { value, line: target.startPosition.row + 1 });
  }
}

/** Forgets what is known of a name that something unknown may have changed. */
export function forget(name: string, scope: Scope, reason: Value): void {
  const binding = scopeOf(name, scope)?.names.get(name);
  if (binding?.value.kind === 'dict' && reason.kind === 'unknown') binding.value.others ??= reason;
}
