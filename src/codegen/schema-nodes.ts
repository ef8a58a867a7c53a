import type {
  DefinitionNode,
  DocumentNode,
  FieldDefinitionNode,
  InputObjectTypeDefinitionNode,
  InputValueDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  OperationTypeNode,
  TypeDefinitionNode,
  TypeNode,
} from 'graphql';

/** A type with fields that answers have. */
export type OutputNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A printed schema by the names of its types. */
export interface SchemaNodes {
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
  /** Interfaces and unions with their object types. */
  readonly possible: ReadonlyMap<string, readonly string[]>;
  rootOf(operation: `${OperationTypeNode}`): string;
}

const DEFAULT_ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Indexes a schema. */
export function indexSchema({ definitions }: DocumentNode): SchemaNodes {
  const types = new Map(definitions.filter(isType).map((node) => [node.name.value, node]));
  const possible = new Map<string, string[]>();
  for (const node of types.values()) {
    if (node.kind === 'UnionTypeDefinition') possible.set(node.name.value, (node.types ?? []).map(nameOf));
    if (node.kind !== 'ObjectTypeDefinition') continue;
    for (const { name } of node.interfaces ?? [])
      possible.set(name.value, [...(possible.get(name.value) ?? []), node.name.value]);
  }
  const named = definitions.flatMap((node) => (node.kind === 'SchemaDefinition' ? node.operationTypes : []));
  const rootOf = (operation: `${OperationTypeNode}`) =>
    named.find((each) => each.operation === operation)?.type.name.value ?? DEFAULT_ROOTS[operation];
  return { types, possible, rootOf };
}

/** The type with fields of this name. */
export function outputNode({ types }: SchemaNodes, name: string): OutputNode | undefined {
  const node = types.get(name);
  return node?.kind === 'ObjectTypeDefinition' || node?.kind === 'InterfaceTypeDefinition' ? node : undefined;
}

/** The input object of this name. */
export function inputNode({ types }: SchemaNodes, name: string): InputObjectTypeDefinitionNode | undefined {
  const node = types.get(name);
  return node?.kind === 'InputObjectTypeDefinition' ? node : undefined;
}

/** The field of this name. */
export function fieldNode(type: OutputNode | undefined, name: string): FieldDefinitionNode | undefined {
  return type?.fields?.find((field) => field.name.value === name);
}

/** The name of a type without its lists and exclamation marks. */
export function namedType(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : namedType(type.type);
}

/** Whether a value has to be given. */
export function isRequired({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return type.kind === 'NonNullType' && defaultValue === undefined;
}

/** Whether a definition is that of a type. */
export function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition');
}

function nameOf({ name }: { readonly name: { readonly value: string } }): string {
  return name.value;
}
