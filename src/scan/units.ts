import type { Scope } from './evaluate/values.ts';
import { readImport } from './python/imports.ts';
import { type PyNode, partsOf } from './python/python-tree.ts';

/** A name of a module with the code that gives it its value. */
export interface Unit {
  module: string;
  name: string;
  /** The body of a function, the bodies of a class's methods, or an assignment from its `=` on. */
  code: string;
  /** The module or value that an import names; null for other code. */
  path: string | null;
}

/** Reads the top-level names of a module, those within `if` and `try` too. */
export function unitsOf(statement: PyNode, scope: Scope): Unit[] {
  const { module } = scope;
  switch (statement.type) {
    case 'function_definition':
      return unit(module, statement.childForFieldName('name'), statement.childForFieldName('body')?.text);
    case 'decorated_definition':
      return unitsOf(statement.childForFieldName('definition') ?? statement, scope);
    case 'class_definition':
      return unit(module, statement.childForFieldName('name'), methodBodies(statement));
    case 'expression_statement': {
      const assignment = statement.firstNamedChild;
      if (assignment?.type !== 'assignment') return [];
      const value = assignment.childForFieldName('right')?.text;
      return unit(module, assignment.childForFieldName('left'), value && `= ${value}`);
    }
    case 'import_statement':
    case 'import_from_statement':
      return readImport(statement, module, scope.isPackage).map(([name, path]) => ({ module, name, code: '', path }));
    case 'module':
    case 'if_statement':
    case 'try_statement':
    case 'with_statement':
    case 'block':
    case 'else_clause':
    case 'elif_clause':
    case 'except_clause':
      return partsOf(statement).flatMap((part) => unitsOf(part, scope));
    default:
      return [];
  }
}

/** Without decorators: methods that are whitelisted themselves hand out nothing. */
function methodBodies(statement: PyNode): string {
  const bodies = partsOf(statement.childForFieldName('body') ?? statement).flatMap((part) => {
    const definition = part.type === 'decorated_definition' ? part.childForFieldName('definition') : part;
    return definition?.type === 'function_definition' ? [definition.childForFieldName('body')?.text ?? ''] : [];
  });
  return bodies.join('\n');
}

function unit(module: string, name: PyNode | null, code: string | undefined): Unit[] {
  return name?.type === 'identifier' && code !== undefined ? [{ module, name: name.text, code, path: null }] : [];
}
