import { reasonText } from './evaluate/calls.ts';
import type { Machine } from './evaluate/machine.ts';
import { asUnknown, type Binding, optionsOf, type Place, type Scope, type Value } from './evaluate/values.ts';

/** The changes that an app's hooks.py makes to methods. */
export interface Hooks {
  /** The function that a call of a path runs instead. */
  overrides: Record<string, string>;
  /** Classes by the DocType whose controller they replace or extend. */
  controllers: { doctype: string; path: string; place: Place }[];
}

const CONTROLLER_HOOKS = ['override_doctype_class', 'extend_doctype_class'];

/** Reads the hooks of an app; entries that only the running site knows are reported. */
export function readHooks(scope: Scope, machine: Machine): Hooks {
  const hooks: Hooks = { overrides: {}, controllers: [] };
  for (const [path, targets] of entriesOf('override_whitelisted_methods', scope, machine)) {
    // v15 and later take the last one.
    const target = targets.at(-1);
    if (target !== undefined) hooks.overrides[path] = target;
  }
  for (const name of CONTROLLER_HOOKS) {
    for (const [doctype, paths, place] of entriesOf(name, scope, machine))
      hooks.controllers.push(...paths.map((path) => ({ doctype, path, place })));
  }
  return hooks;
}

function entriesOf(hook: string, scope: Scope, machine: Machine): [key: string, paths: string[], place: Place][] {
  const binding = scope.names.get(hook) ?? fromStar(hook, scope, machine);
  if (binding === undefined) return [];
  const place = { file: scope.file, line: binding.line };
  const options = optionsOf(machine.settle(binding.value));
  if (options.length > 1)
    machine.warn(
      place,
      `\`${hook}\` depends on a condition that only the site knows; the entries of all cases are taken.`,
    );
  return options.flatMap((value) => {
    if (value.kind !== 'dict') {
      const isEmpty = value.kind === 'literal' && value.value === null;
      if (!isEmpty) machine.warn(place, `\`${hook}\` cannot be read: ${reasonText(asUnknown(value, null))}.`);
      return [];
    }
    if (value.others !== null)
      machine.warn(place, `\`${hook}\` has entries that cannot be read: ${reasonText(value.others)}.`);
    return [...value.entries].map(([key, target]): [string, string[], Place] => [
      key,
      readPaths(target, `\`${hook}\` of \`${key}\``, place, machine),
      place,
    ]);
  });
}

/** `from app.hooks_of_methods import *` */
function fromStar(hook: string, scope: Scope, machine: Machine): Binding | undefined {
  if (scope.stars.length === 0) return undefined;
  const value = machine.attribute({ kind: 'module', path: scope.module }, hook, { file: scope.file, line: 1 });
  return value.kind === 'unknown' ? undefined : { value, line: 1 };
}

function readPaths(value: Value, what: string, place: Place, machine: Machine): string[] {
  return (value.kind === 'list' ? value.items : [value]).flatMap((item) => {
    if (item.kind === 'literal' && typeof item.value === 'string') return [item.value];
    machine.warn(place, `${what} cannot be read: ${reasonText(asUnknown(item, null))}.`);
    return [];
  });
}
