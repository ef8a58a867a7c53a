import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';

/**
 * Computes a value of each fragment of a document once, however often it is spread.
 *
 * @param compute computes it from the fragment's selections.
 * @param none makes the value of an unknown fragment, and of a circle of fragments, which validation refuses.
 * @returns the value by the name of a fragment, and the names of all.
 */
export function perFragment<Value>(
  { definitions }: DocumentNode,
  compute: (selectionSet: SelectionSetNode) => Value,
  none: () => Value,
): { of: (name: string) => Value; names: readonly string[] } {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const known = new Map<string, Value>();
  const valueFor = (name: string): Value => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, none());
    const selectionSet = fragments.get(name);
    const value = selectionSet ? compute(selectionSet) : none();
    known.set(name, value);
    return value;
  };
  return { of: valueFor, names: [...fragments.keys()] };
}
