import {
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { addCosts, type Cost, type CostBasis, NO_COST } from '../operations/cost.ts';
import { type PlanContext, selectedFields } from './selection.ts';

/** What a root field's cost is reckoned from. */
export interface CostInput {
  readonly context: PlanContext;
  readonly basis: CostBasis;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly nodes: readonly FieldNode[];
}

/** Reckons what a root field may cost, from its arguments and selection alone. */
export type CostOfField = (input: CostInput) => Cost;

/** @returns the extensions that carry the cost of a root field. */
export function costExtension(cost: CostOfField): { cost: CostOfField } {
  return { cost };
}

/**
 * Reckons what an operation may cost the site, before anything of it runs. What is wrong with it is not told here:
 * running it will.
 */
export function costOfOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: PlanContext['fragments'],
  rawVariables: Readonly<Record<string, unknown>>,
  basis: CostBasis,
): Cost {
  const root = schema.getRootType(operation.operation);
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], rawVariables);
  if (!root || variables.errors) return NO_COST;
  const context: PlanContext = { schema, fragments, variableValues: variables.coerced, limits: basis.limits };
  const top: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: operation.operation },
    selectionSet: operation.selectionSet,
  };
  const costs: Cost[] = [];
  for (const [name, nodes] of selectedFields(context, root, [top])) {
    const field = root.getFields()[name];
    const cost = field?.extensions.cost as CostOfField | undefined;
    if (!field || !cost) continue;
    for (const sameKey of groupByResponseKey(nodes)) costs.push(costOf(cost, context, basis, field, sameKey));
  }
  return addCosts(costs);
}

/** Nodes of one response key are executed as one field. */
function groupByResponseKey(nodes: readonly FieldNode[]): readonly FieldNode[][] {
  const groups = new Map<string, FieldNode[]>();
  for (const node of nodes) {
    const key = node.alias?.value ?? node.name.value;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.values()];
}

function costOf(
  cost: CostOfField,
  context: PlanContext,
  basis: CostBasis,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
): Cost {
  try {
    const args = getArgumentValues(field, nodes[0] as FieldNode, context.variableValues);
    return cost({ context, basis, field, args, nodes });
  } catch {
    return NO_COST;
  }
}
