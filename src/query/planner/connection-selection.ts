import { type FieldNode, type GraphQLObjectType, type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import type { CountNeed } from '../plan/read-plan.ts';
import { type SelectionContext, selectedFields } from '../selection/selection.ts';

/** The selected parts of a connection. */
export interface ConnectionSelection {
  /** The nodes whose selection sets ask for documents. */
  nodes: readonly FieldNode[];
  /** Whether rows are needed at all: `{ totalCount }` needs none. */
  needsRows: boolean;
  needsCursors: boolean;
  needsNextPage: boolean;
  needsPreviousPage: boolean;
  count: CountNeed;
}

/** Reads what some nodes ask of a connection. */
export function readConnectionSelection(
  context: SelectionContext,
  returnType: GraphQLOutputType,
  connectionNodes: readonly FieldNode[],
): ConnectionSelection {
  const type = getNamedType(returnType);
  if (!isObjectType(type)) throw new Error('A connection is an object type.');
  const fields = selectedFields(context, type, connectionNodes);
  const edges = selectedBelow(context, type, 'edges', fields.get('edges'));
  const pageInfo = selectedBelow(context, type, 'pageInfo', fields.get('pageInfo'));
  const needsEnds = pageInfo.has('startCursor') || pageInfo.has('endCursor');
  return {
    nodes: [...(fields.get('nodes') ?? []), ...(edges.get('node') ?? [])],
    needsRows: fields.has('nodes') || fields.has('edges') || pageInfo.size > 0,
    needsCursors: edges.has('cursor') || needsEnds,
    needsNextPage: pageInfo.has('hasNextPage'),
    needsPreviousPage: pageInfo.has('hasPreviousPage'),
    count: fields.has('totalCount') ? 'exact' : fields.has('count') ? 'capped' : 'none',
  };
}

function selectedBelow(
  context: SelectionContext,
  type: GraphQLObjectType,
  field: string,
  nodes: readonly FieldNode[] | undefined,
): ReadonlyMap<string, readonly FieldNode[]> {
  const below = getNamedType(type.getFields()[field]?.type);
  return nodes && isObjectType(below) ? selectedFields(context, below, nodes) : new Map();
}
