import type { ArgumentNode, DocumentNode, InputValueDefinitionNode, SelectionSetNode, ValueNode } from 'graphql';
import { fieldNode, inputNode, namedType, outputNode, type SchemaNodes } from './schema-nodes.ts';

/** The parts of a schema that operations name. */
export interface UsedParts {
  /** The selected fields of types, with the arguments that they are given. */
  readonly fields: Map<string, Map<string, Set<string>>>;
  /** The fields of input objects that operations write out. */
  readonly written: Map<string, Set<string>>;
  /** The types of variables, whose values no operation shows. */
  readonly variables: Set<string>;
  /** Interfaces and unions whose `__typename` is asked for. */
  readonly typenames: Set<string>;
}

/** Collects what operations and fragments name. Names that the schema does not have are left to validation. */
export function collectUsed(schema: SchemaNodes, documents: readonly DocumentNode[]): UsedParts {
  const used: UsedParts = { fields: new Map(), written: new Map(), variables: new Set(), typenames: new Set() };
  for (const definition of documents.flatMap(({ definitions }) => definitions)) {
    if (definition.kind === 'FragmentDefinition')
      visitSelections(schema, used, definition.typeCondition.name.value, definition.selectionSet);
    if (definition.kind !== 'OperationDefinition') continue;
    for (const { type } of definition.variableDefinitions ?? []) used.variables.add(namedType(type));
    visitSelections(schema, used, schema.rootOf(definition.operation), definition.selectionSet);
  }
  return used;
}

function visitSelections(schema: SchemaNodes, used: UsedParts, parent: string, { selections }: SelectionSetNode): void {
  const fields = getOrAdd(used.fields, parent, () => new Map<string, Set<string>>());
  for (const selection of selections) {
    // The definition of a fragment is visited on its own.
    if (selection.kind === 'FragmentSpread') continue;
    if (selection.kind === 'InlineFragment') {
      visitSelections(schema, used, selection.typeCondition?.name.value ?? parent, selection.selectionSet);
      continue;
    }
    const name = selection.name.value;
    if (name === '__typename') used.typenames.add(parent);
    const field = fieldNode(outputNode(schema, parent), name);
    if (field === undefined) continue;
    const given = getOrAdd(fields, name, () => new Set<string>());
    for (const argument of selection.arguments ?? []) {
      given.add(argument.name.value);
      visitArgument(schema, used, field.arguments ?? [], argument);
    }
    if (selection.selectionSet) visitSelections(schema, used, namedType(field.type), selection.selectionSet);
  }
}

function visitArgument(
  schema: SchemaNodes,
  used: UsedParts,
  definitions: readonly InputValueDefinitionNode[],
  { name, value }: ArgumentNode,
): void {
  const definition = definitions.find((each) => each.name.value === name.value);
  if (definition !== undefined) visitValue(schema, used, namedType(definition.type), value);
}

function visitValue(schema: SchemaNodes, used: UsedParts, type: string, value: ValueNode): void {
  if (value.kind === 'ListValue') for (const item of value.values) visitValue(schema, used, type, item);
  const input = value.kind === 'ObjectValue' ? inputNode(schema, type) : undefined;
  if (value.kind !== 'ObjectValue' || input === undefined) return;
  const written = getOrAdd(used.written, type, () => new Set<string>());
  for (const field of value.fields) {
    written.add(field.name.value);
    const definition = input.fields?.find((each) => each.name.value === field.name.value);
    if (definition !== undefined) visitValue(schema, used, namedType(definition.type), field.value);
  }
}

/** The value of a key, made when it is first asked for. */
export function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
