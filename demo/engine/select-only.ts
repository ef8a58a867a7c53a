import { searchFieldsOf } from '../meta/doctype-meta.ts';
import { hasSelectOnly } from '../permissions/role-rights.ts';
import type { QueryScope } from './query-scope.ts';

/** Whether a column is none of those that a caller sees who may select the DocType and not read it. */
export function isBeyondSelect(scope: QueryScope, fieldname: string): boolean {
  return hasSelectOnly(scope.context.session, scope.meta) && !isSelectable(scope, fieldname);
}

function isSelectable(scope: QueryScope, fieldname: string): boolean {
  const { selectOnlyColumns } = scope.context.dialect;
  if (selectOnlyColumns === 'all' || fieldname === 'name') return true;
  if (searchFieldsOf(scope.meta).includes(fieldname) || scope.meta.row.title_field === fieldname) return true;
  return selectOnlyColumns === 'search and standard' && !scope.meta.byFieldname.has(fieldname);
}
