import type { PyNode } from './python-tree.ts';

/**
 * Reads one import statement into the names that it gives; `*` for all names of a module.
 *
 * @param module the module of the statement, for relative imports.
 * @param isPackage whether the file is an `__init__.py`, which is itself the package that `.` means.
 */
export function readImport(statement: PyNode, module: string, isPackage: boolean): [name: string, path: string][] {
  const names = statement.childrenForFieldName('name').map(toName);
  const from = statement.childForFieldName('module_name');
  if (from === null) return names.map(({ path, alias }) => toPlainImport(path, alias));
  const base = resolveModule(from.text, module, isPackage);
  if (statement.namedChildren.some((child) => child?.type === 'wildcard_import')) return [['*', base]];
  return names.map(({ path, alias }) => [alias ?? path, `${base}.${path}`]);
}

function toName(node: PyNode): { path: string; alias: string | undefined } {
  const path = node.childForFieldName('name')?.text ?? node.text;
  return { path, alias: node.childForFieldName('alias')?.text };
}

/** `import a.b` gives the name `a`; `import a.b as c` gives `c` for `a.b`. */
function toPlainImport(path: string, alias: string | undefined): [string, string] {
  const [top = path] = path.split('.');
  return alias === undefined ? [top, top] : [alias, path];
}

function resolveModule(from: string, module: string, isPackage: boolean): string {
  const [, dots = '', rest = ''] = /^(\.*)\s*(.*)$/s.exec(from) ?? [];
  if (dots === '') return rest;
  const parents = module.split('.');
  const base = parents.slice(0, parents.length - dots.length + (isPackage ? 1 : 0));
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}
