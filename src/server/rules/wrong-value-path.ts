import { type ASTNode, type DocumentNode, type GraphQLError, Kind, parse, type Source, visit } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';

/**
 * The path of a wrong value from the name of its argument on: `input.items.0.qty`, whatever the name of the variable
 * that has it.
 *
 * @param document the document, while it is validated.
 * @returns null if an error is not about a value.
 */
export function wrongValuePath(error: GraphQLError, document?: DocumentNode): string | null {
  const variable = /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "\w+([^"]+)")?; /.exec(error.message);
  if (variable) {
    const [, name = '', within = ''] = variable;
    // Variables are looked at once the document has been validated, so that it can be parsed.
    const used = document ?? (error.source && parsed(error.source));
    return `${(used && pathTo(used, isVariable(name))) ?? name}${within.replace(/\[(\d+)\]/g, '.$1')}`;
  }
  const node = error.nodes?.[0];
  return document && node && isValue(node) ? pathTo(document, (one) => one === node) : null;
}

/** The errors of one request have one source. */
const parsed = deriveOnce((source: Source) => parse(source));

/** Its use, and not its definition. */
function isVariable(name: string): (node: ASTNode, parent: unknown) => boolean {
  return (node, parent) =>
    node.kind === Kind.VARIABLE && node.name.value === name && (parent as ASTNode).kind !== Kind.VARIABLE_DEFINITION;
}

function isValue({ kind }: ASTNode): boolean {
  return kind === Kind.OBJECT_FIELD || (kind.endsWith('Value') && kind !== Kind.VARIABLE);
}

function pathTo(document: DocumentNode, isWanted: (node: ASTNode, parent: unknown) => boolean): string | null {
  const path: (string | number)[] = [];
  let found = '';
  visit(document, {
    enter(node, key, parent) {
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) path.push(node.name.value);
      else if (Array.isArray(parent) && isPart(node)) path.push(key ?? 0);
      if (found === '' && isWanted(node, parent)) found = path.join('.');
    },
    leave(node, _key, parent) {
      const isNamed = node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD;
      if (isNamed || (Array.isArray(parent) && isPart(node))) path.pop();
    },
  });
  return found || null;
}

/** A variable is a value, too. */
function isPart(node: ASTNode): boolean {
  return isValue(node) || node.kind === Kind.VARIABLE;
}
