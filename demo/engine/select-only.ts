import { OPTIONAL_COLUMNS } from '../meta/docfield.ts';
import { searchFieldsOf } from '../meta/doctype-meta.ts';
import { hasSelectOnly } from '../permissions/role-rights.ts';
import type { QueryScope } from './query-scope.ts';

/** Whether a column is hidden from a caller with `select` alone. Lists of every version return the optional columns. */
export function isBeyondSelect(scope: QueryScope, fieldname: string): boolean {
  return hasSelectOnly(scope.context.session, scope.meta) && !isSelectable(scope, fieldname);
}

function isSelectable(scope: QueryScope, fieldname: string): boolean {
  const { selectOnlyColumns } = scope.context.dialect;
  if (selectOnlyColumns === 'all' || fieldname === 'name' || OPTIONAL_COLUMNS.includes(fieldname)) return true;
  if (searchFieldsOf(scope.meta).includes(fieldname) || scope.meta.row.title_field === fieldname) return true;
  return selectOnlyColumns === 'search and standard' && !scope.meta.byFieldname.has(fieldname);
}
