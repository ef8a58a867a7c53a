import type { InputObjectTypeDefinitionNode, InputValueDefinitionNode, TypeNode } from 'graphql';
import { inputNode, namedType, type SchemaNodes } from './schema-nodes.ts';

type Inputs = ReadonlyMap<string, readonly InputValueDefinitionNode[]>;

/** Filters of links that test the name alone are the same for every DocType, but for those of trees. */
const SHARED = { document: 'AnyDocument_LinkFilter', tree: 'AnyTree_LinkFilter' } as const;

/** The input objects of a slice, and those that are not in the schema itself. */
export interface SharedInputs {
  readonly inputs: Inputs;
  readonly added: readonly InputObjectTypeDefinitionNode[];
}

/**
 * Puts one type in place of all filters of links without a `where`, which are a third of the generated code.
 *
 * @param named types that operations name, which keep their own.
 */
export function shareLinkFilters(schema: SchemaNodes, inputs: Inputs, named: ReadonlySet<string>): SharedInputs {
  const shared = new Map<string, string>();
  const added = new Map<string, InputObjectTypeDefinitionNode>();
  for (const [name, fields] of inputs) {
    const node = inputNode(schema, name);
    if (node === undefined || !name.endsWith('_LinkFilter') || named.has(name)) continue;
    const names = fields.map((field) => field.name.value);
    const target = SHARED[names.includes('descendantsOf') ? 'tree' : 'document'];
    const { description: _, ...plain } = node;
    const known = added.get(target) ?? { ...plain, name: { ...node.name, value: target }, fields };
    const isSame = known.fields?.map((field) => field.name.value).join() === names.join();
    if (names.includes('where') || !isSame || schema.types.has(target)) continue;
    added.set(target, known);
    shared.set(name, target);
  }
  const kept = [...inputs].filter(([name]) => !shared.has(name));
  const renamed = kept.map(([name, fields]) => [name, fields.map((field) => rename(field, shared))] as const);
  return { inputs: new Map(renamed), added: [...added.values()] };
}

function rename(field: InputValueDefinitionNode, shared: ReadonlyMap<string, string>): InputValueDefinitionNode {
  const target = shared.get(namedType(field.type));
  return target === undefined ? field : { ...field, type: renameType(field.type, target) };
}

function renameType<Node extends TypeNode>(type: Node, name: string): Node {
  if (type.kind === 'NamedType') return { ...type, name: { ...type.name, value: name } };
  return { ...type, type: renameType(type.type, name) };
}
