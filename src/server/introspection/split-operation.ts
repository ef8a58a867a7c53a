import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import { findOperation } from '../../query/prepared-operation.ts';
import { argumentsOf } from '../../query/selection/field-arguments.ts';
import { asField, fieldsByResponseKey, fragmentsOf, type SelectionContext } from '../../query/selection/selection.ts';

/** Root fields of a query, those about the schema apart. */
export interface SplitOperation {
  /** All response keys at the root, in the order of the answer. */
  readonly keys: readonly string[];
  /** The nodes of each root field about the schema, by response key. */
  readonly asked: ReadonlyMap<string, readonly FieldNode[]>;
  /** The document without them; null if nothing is left. */
  readonly rest: DocumentNode | null;
  readonly context: SelectionContext;
}

const ABOUT_SCHEMA = new Set(['__schema', '__type']);

/** Whether a document asks about the schema at the root of any of its operations and fragments. */
export function asksAboutSchema({ definitions }: DocumentNode): boolean {
  return definitions.some((definition) => 'selectionSet' in definition && mentions(definition.selectionSet.selections));
}

/** Names that begin with two underscores are GraphQL's own, so these two are at the root of queries alone. */
function mentions(selections: readonly unknown[]): boolean {
  return (selections as readonly FieldNode[]).some(
    ({ kind, name, selectionSet }) =>
      (kind === Kind.FIELD && ABOUT_SCHEMA.has(name.value)) ||
      ((kind as string) === Kind.INLINE_FRAGMENT && selectionSet !== undefined && mentions(selectionSet.selections)),
  );
}

/** @returns null for an operation that asks nothing about the schema. */
export function splitOperation(
  document: DocumentNode,
  operationName: string | null | undefined,
  context: Omit<SelectionContext, 'fragments'>,
): SplitOperation | null {
  const operation = findOperation({ document, operationName });
  const root = operation && context.schema.getRootType(operation.operation);
  if (!operation || !root || operation.operation !== 'query') return null;
  const full = { ...context, fragments: fragmentsOf(document) };
  const fields = fieldsByResponseKey(full, root, [asField(operation)]);
  const asked = new Map([...fields].filter(([, [node]]) => node && ABOUT_SCHEMA.has(node.name.value)));
  if (asked.size === 0) return null;
  const others = [...fields].flatMap(([key, nodes]) => (asked.has(key) ? [] : nodes));
  const rest = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: others } } as const;
  const definitions = document.definitions.map((definition) => (definition === operation ? rest : definition));
  return {
    keys: [...fields.keys()],
    asked,
    rest: others.length === 0 ? null : { ...document, definitions },
    context: full,
  };
}

/** The definition of a root field about the schema. */
export function definitionOf([node]: readonly FieldNode[]): GraphQLField<unknown, unknown> {
  return node?.name.value === TypeMetaFieldDef.name ? TypeMetaFieldDef : SchemaMetaFieldDef;
}

/**
 * Writes what a root field asks in one form, whatever its spaces, comments, fragments, directives and alias are, so
 * that equal questions have equal texts.
 */
export function normaliseQuestion(context: SelectionContext, nodes: readonly FieldNode[]): string {
  return writeField(context, definitionOf(nodes), nodes);
}

function writeField(
  context: SelectionContext,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
): string {
  const [node] = nodes;
  const args = node ? argumentsOf(field, node, context.variableValues) : {};
  const type = getNamedType(field.type);
  const below = isObjectType(type) ? [...fieldsByResponseKey(context, type, nodes)] : [];
  const parts = below.map(([key, some]) => {
    const inner = isObjectType(type) ? type.getFields()[some[0]?.name.value ?? ''] : undefined;
    return `${key}:${inner ? writeField(context, inner, some) : '__typename'}`;
  });
  return `${field.name}${JSON.stringify(args)}{${parts.join()}}`;
}
