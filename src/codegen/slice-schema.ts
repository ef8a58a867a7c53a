import type {
  DefinitionNode,
  DocumentNode,
  FieldDefinitionNode,
  InputObjectTypeDefinitionNode,
  InputValueDefinitionNode,
  SchemaDefinitionNode,
  UnionTypeDefinitionNode,
} from 'graphql';
import { collectUsed } from './collect-used.ts';
import { keepInputs } from './keep-inputs.ts';
import { type KeptOutputs, keepOutputs, keptInterfaces } from './keep-outputs.ts';
import { indexSchema, isRequired, isType, namedType, type OutputNode, outputNode } from './schema-nodes.ts';
import { shareLinkFilters } from './share-link-filters.ts';

/** Additions to a slice. */
export interface SliceOptions {
  /**
   * Types whose filters can be used within others, such as `Customer` for links to customers and `SalesOrderItem` for
   * rows of orders. Filters that an operation writes out need no entry.
   */
  readonly deepFilters?: readonly string[];
}

/**
 * Cuts a schema to what operations use: types with the fields that are selected, and input types that operations write
 * out or take as variables. Filters that come as variables test the documents themselves, and not those that they link
 * to, as every DocType can be reached by links.
 */
export function sliceSchema(
  schema: DocumentNode,
  operations: readonly DocumentNode[],
  { deepFilters = [] }: SliceOptions = {},
): DocumentNode {
  const nodes = indexSchema(schema);
  const used = collectUsed(nodes, operations);
  const outputs = keepOutputs(nodes, used);
  const fields = new Map([...outputs].map(([name, kept]) => [name, cutFields(outputNode(nodes, name), kept)]));
  const given = [...fields.values()]
    .flat()
    .flatMap((field) => (field.arguments ?? []).map(({ type }) => namedType(type)));
  const kept = keepInputs(nodes, used, given, new Set(deepFilters));
  const { inputs, added } = shareLinkFilters(nodes, kept, new Set([...used.variables, ...given]));
  const named = new Set([...fields.values(), ...kept.values()].flat().map(({ type }) => namedType(type)));
  for (const name of [...given, ...used.variables]) named.add(name);
  const cut = (node: DefinitionNode): DefinitionNode[] => {
    if (node.kind === 'SchemaDefinition') return [cutRoots(node, outputs)];
    if (!isType(node)) return [node];
    const name = node.name.value;
    if (node.kind === 'InputObjectTypeDefinition') return cutInput(node, inputs.get(name));
    if (node.kind === 'UnionTypeDefinition') return cutUnion(node, outputs);
    if (node.kind === 'ScalarTypeDefinition' || node.kind === 'EnumTypeDefinition')
      return named.has(name) ? [node] : [];
    return outputs.has(name) ? [cutType(node, outputs, fields.get(name) ?? [])] : [];
  };
  return { ...schema, definitions: [...schema.definitions.flatMap(cut), ...added] };
}

/** GraphQL Code Generator adds a definition of the schema with all root types. */
function cutRoots(node: SchemaDefinitionNode, outputs: KeptOutputs): SchemaDefinitionNode {
  return { ...node, operationTypes: node.operationTypes.filter(({ type }) => outputs.has(type.name.value)) };
}

function cutFields(
  type: OutputNode | undefined,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): FieldDefinitionNode[] {
  return (type?.fields ?? []).flatMap((field) => {
    const given = kept.get(field.name.value);
    if (given === undefined) return [];
    const isKept = (argument: NonNullable<FieldDefinitionNode['arguments']>[number]) =>
      given.has(argument.name.value) || isRequired(argument);
    return [{ ...field, arguments: field.arguments?.filter(isKept) ?? [] }];
  });
}

function cutType(node: OutputNode, outputs: KeptOutputs, fields: FieldDefinitionNode[]): OutputNode {
  const parents = new Set(keptInterfaces(node, outputs));
  return { ...node, interfaces: node.interfaces?.filter(({ name }) => parents.has(name.value)) ?? [], fields };
}

/** TypeScript writes an object of which one field is given as one object for each field, each with all fields. */
const WIDEST_ONE_OF = 12;

function cutInput(
  node: InputObjectTypeDefinitionNode,
  fields: readonly InputValueDefinitionNode[] | undefined,
): InputObjectTypeDefinitionNode[] {
  if (fields === undefined) return [];
  const directives = node.directives?.filter(({ name }) => name.value !== 'oneOf' || fields.length <= WIDEST_ONE_OF);
  return [{ ...node, directives: directives ?? [], fields }];
}

function cutUnion(node: UnionTypeDefinitionNode, outputs: KeptOutputs): UnionTypeDefinitionNode[] {
  if (!outputs.has(node.name.value)) return [];
  return [{ ...node, types: node.types?.filter(({ name }) => outputs.has(name.value)) ?? [] }];
}
