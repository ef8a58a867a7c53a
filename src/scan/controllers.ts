import { readFile } from 'node:fs/promises';
import type { Method } from '../metadata/method-catalog.ts';
import type { Machine } from './evaluate/machine.ts';
import type { ClassValue, Place, Scope, Value } from './evaluate/values.ts';
import type { FoundMethod } from './find-methods.ts';

/** A DocType with a class that gives it methods. */
export interface Controller {
  doctype: string;
  value: ClassValue;
}

/** Methods of every document (`submit`, `cancel`, `rename` …) do not belong to one DocType. */
const OF_EVERY_DOCUMENT = ['frappe.model.document.Document', 'frappe.model.base_document.BaseDocument'];

/** The controller in a file `doctype/<x>/<x>.py`; undefined if it has none. */
export async function findController(scope: Scope): Promise<Controller | undefined> {
  const given = await readDocTypeName(scope.file.replace(/\.py$/, '.json'));
  const stem = scope.module.split('.').at(-1) ?? '';
  const expected = (given ?? stem).replace(/[ _-]/g, '').toLowerCase();
  const found = [...scope.names].find(([name, { value }]) => value.kind === 'class' && name.toLowerCase() === expected);
  if (found === undefined || found[1].value.kind !== 'class') return undefined;
  return { doctype: given ?? spaced(found[0], stem), value: found[1].value };
}

/** Whether a module may hold a controller. */
export function isControllerModule(module: string): boolean {
  const [folder, name, file] = module.split('.').slice(-3);
  return folder === 'doctype' && name === file;
}

/** The whitelisted methods of a class and of its bases, as Python finds them. */
export function methodsOfClass(
  of: ClassValue,
  find: (of: ClassValue) => readonly FoundMethod[],
  machine: Machine,
  seen: ReadonlySet<ClassValue> = new Set(),
): Map<string, Method> {
  const methods = new Map<string, Method>();
  if (seen.has(of) || OF_EVERY_DOCUMENT.includes(`${of.scope.module}.${of.name}`)) return methods;
  for (const { name, method } of find(of)) if (method !== null) methods.set(name, method);
  for (const base of of.bases) {
    warnOfBase(base, of, machine);
    if (base.kind !== 'class') continue;
    for (const [name, method] of methodsOfClass(base, find, machine, new Set([...seen, of]))) {
      if (!methods.has(name) && !of.scope.names.has(name)) methods.set(name, method);
    }
  }
  return methods;
}

/** Frappe's own base classes have no whitelisted methods beyond those of every document. */
function warnOfBase(base: Value, { name, place }: ClassValue, machine: Machine): void {
  if (base.kind === 'external' && !/^(frappe|builtins|typing|abc|enum)\./.test(base.path))
    machine.warn(place, `methods that \`${name}\` inherits from \`${base.path}\` are missing: scan its app too.`);
  if (base.kind === 'unknown') warnUnknown(base, name, place, machine);
}

function warnUnknown({ reason }: { reason: string }, name: string, place: Place, machine: Machine): void {
  machine.warn(place, `methods that \`${name}\` inherits may be missing: ${reason}.`);
}

async function readDocTypeName(file: string): Promise<string | undefined> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as { doctype?: unknown; name?: unknown } | null;
    return value?.doctype === 'DocType' && typeof value.name === 'string' ? value.name : undefined;
  } catch {
    return undefined;
  }
}

/** `BOMItem` in `bom_item.py` → `BOM Item`: the words of the file in the letters of the class. */
function spaced(className: string, stem: string): string {
  let at = 0;
  const words = stem.split('_').map((word) => {
    at += word.length;
    return className.slice(at - word.length, at);
  });
  return words.join(' ');
}
