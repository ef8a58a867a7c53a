import { type Json, literalOf } from './python-literal.ts';
import { type PythonParser, partsOf } from './python-tree.ts';

/** What an app's hooks.py changes about methods. */
export interface Hooks {
  /** What a call of a path runs instead. */
  overrides: Record<string, string>;
  /** Classes by the DocType whose controller they replace or extend. */
  controllers: [doctype: string, classPath: string][];
}

const CONTROLLER_HOOKS = ['override_doctype_class', 'extend_doctype_class'];

/** Reads the hooks that are written as literals; others are decided only when the file runs. */
export function readHooks(source: string, parse: PythonParser): Hooks {
  const hooks: Hooks = { overrides: {}, controllers: [] };
  for (const [name, value] of readAssignments(source, parse)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    if (name === 'override_whitelisted_methods') {
      for (const [path, targets] of Object.entries(value)) {
        // v15 and later take the last one.
        const target = toPaths(targets).at(-1);
        if (target !== undefined) hooks.overrides[path] = target;
      }
    }
    if (CONTROLLER_HOOKS.includes(name)) {
      for (const [doctype, paths] of Object.entries(value))
        hooks.controllers.push(...toPaths(paths).map((path): [string, string] => [doctype, path]));
    }
  }
  return hooks;
}

function readAssignments(source: string, parse: PythonParser): [string, Json][] {
  const { root, close } = parse(source);
  const found = partsOf(root).flatMap((statement): [string, Json][] => {
    const assignment = statement.firstNamedChild;
    if (statement.type !== 'expression_statement' || assignment?.type !== 'assignment') return [];
    const value = literalOf(assignment.childForFieldName('right'));
    return value === undefined ? [] : [[assignment.childForFieldName('left')?.text ?? '', value]];
  });
  close();
  return found;
}

function toPaths(value: Json): string[] {
  return (Array.isArray(value) ? value : [value]).filter((path) => typeof path === 'string');
}
