import { type FieldNode, type GraphQLOutputType, type GraphQLResolveInfo, getNamedType, isObjectType } from 'graphql';
import type { DocPlan } from '../plan/read-plan.ts';
import type { PlanContext } from '../selection/selection.ts';
import { findType } from './document-types.ts';
import { planSelection } from './plan-selection.ts';

/** Plans the reads of a field that gives documents of one DocType. */
export function planField(info: GraphQLResolveInfo, scope: Pick<PlanContext, 'limits'>, doctype: string): DocPlan {
  return planDocuments(toPlanContext(info, scope), doctype, info.fieldNodes);
}

/** Plans the reads for what some nodes ask of documents of a DocType. */
export function planDocuments(context: PlanContext, doctype: string, nodes: readonly FieldNode[]): DocPlan {
  const type = findType(context, doctype);
  if (type === null) throw new Error(`The schema lacks a type for ${doctype}.`);
  return planSelection(context, type, nodes);
}

/** Plans the reads for what some nodes ask of the rows in a field of an object type. */
export function planRows(
  context: PlanContext,
  owner: GraphQLOutputType,
  field: string,
  nodes: readonly FieldNode[],
): DocPlan {
  const named = getNamedType(owner);
  const type = isObjectType(named) ? getNamedType(named.getFields()[field]?.type) : undefined;
  if (!isObjectType(type)) throw new Error(`${named.name} has no rows in ${field}.`);
  return planSelection(context, type, nodes);
}

/** The parts of the request and its operation that planning needs. */
export function toPlanContext(info: GraphQLResolveInfo, { limits }: Pick<PlanContext, 'limits'>): PlanContext {
  const { schema, fragments, variableValues } = info;
  return { schema, fragments, variableValues, limits };
}
