import type { FieldNode, GraphQLField } from 'graphql';
import type { OperationPlan, RootPlan } from '../plan/operation-plan.ts';
import { argumentsOf } from '../selection/field-arguments.ts';
import { type AnyRoot, rootOf } from '../selection/root-definition.ts';
import { fieldsByResponseKey, type PlanContext } from '../selection/selection.ts';

/**
 * Plans the root fields of an operation; those of GraphQL's introspection have no plan.
 *
 * @param selection the operation's selection as that of a field.
 */
export function planRoots(
  context: PlanContext,
  kind: OperationPlan['kind'],
  selection: FieldNode,
): ReadonlyMap<string, RootPlan> {
  const roots = new Map<string, RootPlan>();
  const type = context.schema.getRootType(kind as never);
  if (!type) return roots;
  for (const [responseKey, nodes] of fieldsByResponseKey(context, type, [selection])) {
    const field = type.getFields()[nodes[0]?.name.value ?? ''];
    // `__schema`, `__type` and `__typename` make no calls.
    if (!field) continue;
    const root = rootOf(field);
    if (root === undefined) throw new Error(`The root field ${field.name} lacks a plan.`);
    roots.set(responseKey, {
      responseKey,
      fieldName: field.name,
      work: root,
      ...planRoot(context, field, root, nodes),
    });
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
    const args = argumentsOf(field, nodes[0] as FieldNode, context.variableValues);
    return { plan: root.plan({ context, field, args, nodes }), error: undefined };
  } catch (error) {
    return { plan: undefined, error };
  }
}
