import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { OperationPlan, RootPlan } from '../operations/operation-plan.ts';
import { type AnyRoot, rootOf } from './root-field.ts';
import { type PlanContext, selectedFields } from './selection.ts';

/** A validated document, and which of its operations a request asks for with which variables. */
export interface OperationRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A planned operation with its node and its coerced variables, for what is read of it beyond its root fields. */
export interface PlannedOperation {
  readonly plan: OperationPlan;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @returns the operation that a request names; null if the document has no such operation, or several. */
export function findOperation({
  document,
  operationName,
}: Pick<OperationRequest, 'document' | 'operationName'>): OperationDefinitionNode | null {
  return getOperationAST(document, operationName) ?? null;
}

/**
 * Plans every root field of an operation. An error in a root's plan is that root's own, kept until it is executed.
 *
 * @returns errors instead, if the variables do not fit or the document has no such operation.
 */
export function planOperation(
  request: OperationRequest,
  limits: PlanContext['limits'],
): PlannedOperation | { readonly errors: readonly GraphQLError[] } {
  const operation = findOperation(request);
  if (operation === null) return { errors: [] };
  const { schema, document } = request;
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variableValues ?? {});
  if (variables.errors) return { errors: variables.errors };
  const context = { schema, fragments: fragmentsOf(document), variableValues: variables.coerced, limits };
  const plan = { kind: operation.operation, name: operation.name?.value ?? null, roots: planRoots(context, operation) };
  return { plan, operation, variables: variables.coerced };
}

function planRoots(context: PlanContext, operation: OperationDefinitionNode): Map<string, RootPlan> {
  const roots = new Map<string, RootPlan>();
  const type = context.schema.getRootType(operation.operation);
  if (!type) return roots;
  for (const [fieldName, nodes] of selectedFields(context, type, [asField(operation)])) {
    const field = type.getFields()[fieldName];
    const root = field && rootOf(field);
    if (!field || !root) continue;
    for (const [responseKey, some] of groupByResponseKey(nodes)) {
      roots.set(responseKey, { responseKey, fieldName, work: root, ...planRoot(context, field, root, some) });
    }
  }
  return roots;
}

function planRoot(
  context: PlanContext,
  field: GraphQLField<unknown, unknown>,
  root: AnyRoot,
  nodes: readonly FieldNode[],
): Pick<RootPlan, 'plan' | 'error'> {
  try {
    const args = getArgumentValues(field, nodes[0] as FieldNode, context.variableValues);
    return { plan: root.plan({ context, field, args, nodes }), error: undefined };
  } catch (error) {
    return { plan: undefined, error };
  }
}

/** The selection of an operation as that of a field. */
function asField({ operation, selectionSet }: OperationDefinitionNode): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: operation }, selectionSet };
}

/** Nodes of one response key are executed as one field. */
function groupByResponseKey(nodes: readonly FieldNode[]): ReadonlyMap<string, FieldNode[]> {
  const groups = new Map<string, FieldNode[]>();
  for (const node of nodes) {
    const key = node.alias?.value ?? node.name.value;
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return groups;
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
