import type { InputObjectTypeDefinitionNode, InputValueDefinitionNode } from 'graphql';
import type { UsedParts } from './collect-used.ts';
import { inputNode, isRequired, namedType, type SchemaNodes } from './schema-nodes.ts';

/** Filters that lead from one DocType to another: by them, every filter would reach nearly every DocType. */
const DEEP: readonly (readonly [type: RegExp, fields: readonly string[]])[] = [
  [/_LinkFilter$/, ['where']],
  [/_RowsFilter$/, ['some', 'none']],
];

/** @returns the fields of input objects to keep, by type. */
export function keepInputs(
  schema: SchemaNodes,
  { variables, written }: UsedParts,
  given: Iterable<string>,
  deepFilters: ReadonlySet<string>,
): Map<string, readonly InputValueDefinitionNode[]> {
  const isShallow = (type: string, { name, type: target }: InputValueDefinitionNode) =>
    DEEP.some(([pattern, fields]) => pattern.test(type) && fields.includes(name.value)) &&
    !written.get(type)?.has(name.value) &&
    !deepFilters.has(namedType(target).replace(/Filter$/, ''));
  const whole = closeOver(variables, (type) => keptFields(type).map(({ type: target }) => namedType(target)));
  const kept = new Map<string, readonly InputValueDefinitionNode[]>();
  const keep = (type: string, fields: readonly InputValueDefinitionNode[]) => {
    kept.set(type, fields);
    for (const field of fields) visit(namedType(field.type));
  };
  const visit = (type: string) => {
    const node = inputNode(schema, type);
    if (node !== undefined && !kept.has(type)) keep(type, whole.has(type) ? keptFields(type) : writtenFields(node));
  };
  for (const type of [...variables, ...given]) visit(type);
  return withoutEmpty(kept);

  function keptFields(type: string): InputValueDefinitionNode[] {
    return (inputNode(schema, type)?.fields ?? []).filter((field) => !isShallow(type, field));
  }

  /** Those that are written out or required; all if `{}` is written. */
  function writtenFields({ name, fields = [] }: InputObjectTypeDefinitionNode): InputValueDefinitionNode[] {
    const names = written.get(name.value);
    const chosen = fields.filter((field) => names?.has(field.name.value) || isRequired(field));
    return chosen.length > 0 ? chosen : keptFields(name.value);
  }
}

function closeOver(start: Iterable<string>, next: (type: string) => readonly string[]): Set<string> {
  const found = new Set(start);
  for (const type of found) for (const other of next(type)) found.add(other);
  return found;
}

/** Drops input objects without a field, and the fields of their type. */
function withoutEmpty(
  kept: Map<string, readonly InputValueDefinitionNode[]>,
): Map<string, readonly InputValueDefinitionNode[]> {
  const empty = [...kept].filter(([, fields]) => fields.length === 0).map(([type]) => type);
  if (empty.length === 0) return kept;
  for (const type of empty) kept.delete(type);
  for (const [type, fields] of kept)
    kept.set(
      type,
      fields.filter((field) => !empty.includes(namedType(field.type))),
    );
  return withoutEmpty(kept);
}
