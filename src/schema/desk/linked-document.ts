import type { GraphQLResolveInfo } from 'graphql';
import { forbiddenTarget } from '../../operations/permission/forbidden-target.ts';
import { readDocsByName } from '../../operations/read-docs-by-name.ts';
import type { Row } from '../../operations/read-plan.ts';
import type { RequestScope } from '../../operations/request-scope.ts';
import { findDocumentType } from '../document-types.ts';
import { planField } from '../plan-field.ts';
import { asksBeyondName } from '../plan-selection.ts';

/**
 * The document that another object names, such as the owner of a comment: read when it is its turn, in one
 * batch with all others of its DocType. Its name alone costs no call. One that is not readable keeps its name.
 */
export async function readLinkedDocument(
  scope: RequestScope,
  info: GraphQLResolveInfo,
  doctype: string,
  name: string,
): Promise<Row> {
  if (findDocumentType(info, doctype) === null) return { name, doctype };
  const plan = planField(info, scope, doctype);
  if (!asksBeyondName(plan)) return { name, doctype };
  const found = await readDocsByName(scope, plan, new Set([name]));
  const doc = found.get(name) ?? null;
  return { ...(doc === null || doc instanceof Error ? forbiddenTarget(plan, name, doc) : doc), doctype };
}
