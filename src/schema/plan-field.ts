import type { GraphQLResolveInfo } from 'graphql';
import type { DocPlan } from '../operations/read-plan.ts';
import { findType, planSelection } from './plan-selection.ts';

/** Plans the reads of a field that gives documents of one DocType. */
export function planField(info: GraphQLResolveInfo, doctype: string): DocPlan {
  const type = findType(info, doctype);
  if (type === null) throw new Error(`The schema has no type for ${doctype}.`);
  return planSelection(info, type, info.fieldNodes);
}
