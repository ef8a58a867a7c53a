import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { DocPlan } from '../operations/read-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { findType, planSelection } from './plan-selection.ts';

/** Plans the reads of a field that gives documents of one DocType. */
export function planField(info: GraphQLResolveInfo, scope: RequestScope, doctype: string): DocPlan {
  return planNodes(info, scope, doctype, info.fieldNodes);
}

/** Plans the reads for what some nodes ask of documents of a DocType. */
export function planNodes(
  info: GraphQLResolveInfo,
  scope: RequestScope,
  doctype: string,
  nodes: readonly FieldNode[],
): DocPlan {
  const type = findType(info, doctype);
  if (type === null) throw new Error(`The schema has no type for ${doctype}.`);
  const { schema, fragments, variableValues } = info;
  return planSelection({ schema, fragments, variableValues, limits: scope.limits }, type, nodes);
}
