import type { GraphQLResolveInfo } from 'graphql';
import { forbiddenTarget } from '../../../query/execution/permission/forbidden-target.ts';
import { readDocsByName } from '../../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { findDocumentType } from '../../../query/planner/document-types.ts';
import { planField } from '../../../query/planner/plan-field.ts';
import { asksBeyondName } from '../../../query/planner/plan-selection.ts';
import { keyOfNodes } from '../../../query/selection/key-of-nodes.ts';

/**
 * The document that another object names, such as the owner of a comment: read when it is its turn, in one
 * batch with all others of its DocType. Its name alone costs no call. One that is not readable keeps its name.
 */
export function readLinkedDocument(
  scope: RequestScope,
  info: GraphQLResolveInfo,
  doctype: string,
  name: string,
): Promise<Row> {
  if (findDocumentType(info, doctype) === null) return Promise.resolve({ name, doctype });
  const place = [doctype, keyOfNodes(info.fieldNodes)];
  // Many rows name the same user, and a fragment shows it under many aliases. All rows of a place have one plan.
  return scope.loaders.once(JSON.stringify(['linked', name, ...place]), async () => {
    const toPlan = async () => planField(info, scope, doctype);
    return readByPlan(scope, await scope.loaders.once(JSON.stringify(['plan', ...place]), toPlan), name);
  });
}

async function readByPlan(scope: RequestScope, plan: DocPlan, name: string): Promise<Row> {
  const doctype = plan.doctype.name;
  if (!asksBeyondName(plan)) return { name, doctype };
  const found = await readDocsByName(scope, plan, new Set([name]));
  const doc = found.get(name) ?? null;
  return { ...(doc === null || doc instanceof Error ? forbiddenTarget(plan, name, doc) : doc), doctype };
}
