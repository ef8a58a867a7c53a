import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { deriveOnce } from '../../../derive-once.ts';
import { forbiddenTarget } from '../../../query/execution/permission/forbidden-target.ts';
import { readDocsByName } from '../../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import { findDocumentType } from '../../../query/planner/document-types.ts';
import { planField } from '../../../query/planner/plan-field.ts';
import { asksBeyondName } from '../../../query/planner/plan-selection.ts';

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
  // Many rows name the same user, and a fragment shows it under many aliases.
  const key = JSON.stringify(['linked', doctype, name, ...info.fieldNodes.map(idOf)]);
  return scope.loaders.once(key, () => readOnce(scope, info, doctype, name));
}

let ids = 0;

const idOf = deriveOnce((_node: FieldNode) => {
  ids += 1;
  return ids;
});

async function readOnce(scope: RequestScope, info: GraphQLResolveInfo, doctype: string, name: string): Promise<Row> {
  if (findDocumentType(info, doctype) === null) return { name, doctype };
  const plan = planField(info, scope, doctype);
  if (!asksBeyondName(plan)) return { name, doctype };
  const found = await readDocsByName(scope, plan, new Set([name]));
  const doc = found.get(name) ?? null;
  return { ...(doc === null || doc instanceof Error ? forbiddenTarget(plan, name, doc) : doc), doctype };
}
