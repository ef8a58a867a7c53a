import { type ASTNode, type DocumentNode, type GraphQLError, Kind, visit } from 'graphql';

/**
 * The path of a wrong value: `input.items.0.qty`, from the name of its argument on, or from that of its variable.
 *
 * @param document the document that was validated; without it only variables can be named.
 * @returns null if an error is about no value.
 */
export function wrongValuePath(error: GraphQLError, document?: DocumentNode): string | null {
  const variable = /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "([^"]+)")?; /.exec(error.message);
  if (variable) return (variable[2] ?? variable[1] ?? '').replace(/\[(\d+)\]/g, '.$1');
  const node = error.nodes?.[0];
  return document && node && isValue(node) ? pathTo(document, node) : null;
}

function isValue({ kind }: ASTNode): boolean {
  return kind === Kind.OBJECT_FIELD || (kind.endsWith('Value') && kind !== Kind.VARIABLE);
}

function pathTo(document: DocumentNode, wanted: ASTNode): string | null {
  const path: (string | number)[] = [];
  let found: string | null = null;
  visit(document, {
    enter(node, key, parent) {
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) path.push(node.name.value);
      else if (Array.isArray(parent) && isValue(node)) path.push(key ?? 0);
      if (node === wanted) found = path.join('.');
    },
    leave(node, _key, parent) {
      const isPart = node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD;
      if (isPart || (Array.isArray(parent) && isValue(node))) path.pop();
    },
  });
  return found === '' ? null : found;
}
