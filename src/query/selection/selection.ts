import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { BatchLimits } from '../plan/batch-limits.ts';

/** The parts of an operation that are needed to read its selections. */
export interface SelectionContext extends Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'> {
  /** Hears how many selections were looked at, those of fragments for other types included. */
  readonly onLook?: (selections: number) => void;
}

/** The additional parts that planning needs. */
export interface PlanContext extends SelectionContext {
  readonly limits: BatchLimits;
  /** The parts that an earlier request planned of the same operation, within the same limits; none uses variables. */
  readonly earlier?: PlannedParts | undefined;
}

/** Planned parts of an operation, by the type or field that nodes select from and the key of these nodes. */
export type PlannedParts = ReadonlyMap<object, ReadonlyMap<string, object>>;

/** The selected fields of a type by name, with every node that asks for each: aliases and fragments are merged. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects the fields that the selection sets of some nodes ask of an object type, as execution will. */
export function selectedFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): SelectedFields {
  return collectFrom(context, type, nodes, (node) => node.name.value);
}

/** Collects the same of the type of a field; nothing if it is not an object type. */
export function selectedOf(
  context: SelectionContext,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): SelectedFields {
  const named = getNamedType(type);
  return isObjectType(named) ? selectedFields(context, named, nodes) : new Map();
}

/** The same fields by response key: nodes that share one are executed as one field. */
export function fieldsByResponseKey(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): SelectedFields {
  return collectFrom(context, type, nodes, (node) => node.alias?.value ?? node.name.value);
}

/** The selection of an operation as that of a field. */
export function asField({ operation, selectionSet }: OperationDefinitionNode): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: operation }, selectionSet };
}

/** The fragments of a document by name. */
export function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  // With a prototype, a fragment named `__proto__` would become it, and be missing among the values.
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

type KeyOf = (node: FieldNode) => string;

function collectFrom(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  keyOf: KeyOf,
): SelectedFields {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  let looks = 0;
  for (const node of nodes) {
    if (node.selectionSet) looks += collect(context, type, node.selectionSet, fields, visited, keyOf);
  }
  context.onLook?.(looks);
  return fields;
}

/** @returns how many selections were looked at. */
function collect(
  context: SelectionContext,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  visited: Set<string>,
  keyOf: KeyOf,
): number {
  let looks = selectionSet.selections.length;
  for (const selection of selectionSet.selections) {
    if (!isIncluded(context, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = keyOf(selection);
      const known = fields.get(key);
      if (known) known.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments[selection.name.value];
    if (fragment === undefined) continue;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
    }
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || appliesTo(context.schema, condition, type)) {
      looks += collect(context, type, (fragment as FragmentDefinitionNode).selectionSet, fields, visited, keyOf);
    }
  }
  return looks;
}

function isIncluded(context: SelectionContext, node: Parameters<typeof getDirectiveValues>[1]): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, context.variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, context.variableValues)?.if !== false;
}

function appliesTo(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const abstract = schema.getType(condition);
  return isAbstractType(abstract) && schema.isSubType(abstract, type);
}
