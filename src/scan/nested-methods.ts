import { parameterName } from './evaluate/functions.ts';
import type { Machine } from './evaluate/machine.ts';
import type { ParsedModule } from './evaluate/modules.ts';
import { lineOf, type PyNode, partsOf } from './python/python-tree.ts';

/** A definition that no call reaches. */
export interface NestedDefinition {
  name: string;
  line: number;
}

/** Whitelisted definitions inside functions: no path leads to them. */
export function findNested({ file }: ParsedModule, source: string): NestedDefinition[] {
  if (!/^[ \t]+@.*whitelist/m.test(source)) return [];
  return file.root.descendantsOfType('decorated_definition').flatMap((node) => {
    const definition = node?.childForFieldName('definition');
    if (!node || definition?.type !== 'function_definition' || enclosingFunction(node) === null) return [];
    const isOpen = node.namedChildren.some((child) => child?.type === 'decorator' && /\bwhitelist\b/.test(child.text));
    return isOpen ? [{ name: definition.childForFieldName('name')?.text ?? '', line: lineOf(definition) }] : [];
  });
}

/** Warns of `frappe.whitelist(…)(fn)` inside functions that nothing calls while its module loads. */
export function warnOfUncalled({ file, scope }: ParsedModule, source: string, machine: Machine): void {
  if (!/whitelist\s*\(.*\)\s*\(/.test(source)) return;
  for (const call of file.root.descendantsOfType('call')) {
    const inner = call?.childForFieldName('function');
    if (!call || inner?.type !== 'call') continue;
    if (!/(^|\.)whitelist$/.test(inner.childForFieldName('function')?.text ?? '')) continue;
    const around = enclosingFunction(call);
    if (around === null || machine.executed.has(`${scope.file}:${around.startIndex}`)) continue;
    if (isParameter(call, around)) continue;
    const name = around.childForFieldName('name')?.text ?? 'a lambda';
    if (name.startsWith('test_')) continue;
    machine.warn(
      { file: scope.file, line: lineOf(call) },
      `\`${name}\` whitelists a function, but nothing in the scanned sources calls it as a module loads.`,
    );
  }
}

/** `frappe.whitelist()(fn)` in a wrapper that nothing uses opens nothing. */
function isParameter(call: PyNode, around: PyNode): boolean {
  const [target] = call.childForFieldName('arguments')?.namedChildren ?? [];
  for (let at: PyNode | null = around; at !== null; at = enclosingFunction(at)) {
    const list = at.childForFieldName('parameters');
    const names = list === null ? [] : partsOf(list).map((parameter) => parameterName(parameter).name);
    if (target && names.includes(target.text)) return true;
  }
  return false;
}

function enclosingFunction(node: PyNode): PyNode | null {
  let at = node.parent;
  while (at !== null && at.type !== 'function_definition' && at.type !== 'lambda') at = at.parent;
  return at;
}
