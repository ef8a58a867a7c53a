import { frappeThrow, sqlError } from '../frappe-error.ts';
import { isTableField } from '../meta/docfield.ts';
import { fieldForbidden } from '../permissions/permission-errors.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { metaOf } from '../site-context.ts';
import { comparisonOf } from './conditions.ts';
import { parseField } from './field-text.ts';
import { type FilterGroup, type FilterTerm, isGroup } from './filter-shapes.ts';
import { type ColumnReference, childMetaOf, type QueryScope } from './query-scope.ts';
import { resolveField, unknownColumn } from './select-list.ts';
import { allOf, anyOf, type SqlPart } from './sql-part.ts';

/** The conditions of flat filters. */
export function termConditions(scope: QueryScope, terms: readonly FilterTerm[]): SqlPart[] {
  return terms.map((term) => comparisonOf(scope, filterColumn(scope, term), term));
}

/** The condition of nested filters. */
export function groupCondition(scope: QueryScope, group: FilterGroup): SqlPart {
  const parts = group.parts.map((part) => {
    return isGroup(part) ? groupCondition(scope, part) : comparisonOf(scope, filterColumn(scope, part), part);
  });
  return group.word === 'or' && parts.length > 0 ? anyOf(parts) : allOf(parts);
}

function filterColumn(scope: QueryScope, term: FilterTerm): ColumnReference {
  const column =
    term.doctype && term.doctype !== scope.meta.name ? childFilterColumn(scope, term) : plainColumn(scope, term);
  const owner = column.owner.isChild ? (scope.parent ?? scope.meta) : column.owner;
  if (scope.context.dialect.hasNewQueryEngine && !mayReadLevel(scope.context, owner, column.permlevel)) {
    throw fieldForbidden(column.owner.name, column.fieldname);
  }
  return column;
}

function plainColumn(scope: QueryScope, term: FilterTerm): ColumnReference {
  const field = parseField(term.fieldname);
  if (field === undefined) throw frappeThrow('DataError', `Field not permitted in query: ${term.fieldname}`);
  const isDotted = field.through !== undefined;
  if (isDotted && !scope.context.dialect.hasNewQueryEngine) {
    throw unknownColumn(scope, `tab${scope.meta.name}.${term.fieldname}`, 'WHERE');
  }
  const own = isDotted ? undefined : scope.ownColumn(field.fieldname);
  const column = own ?? inChildTable(scope, field.fieldname, isDotted) ?? resolveField(scope, field);
  if (column === undefined) throw unknownColumn(scope, `tab${scope.meta.name}.${term.fieldname}`, 'WHERE');
  return column;
}

/** A field that only a child table has is looked up there. */
function inChildTable(scope: QueryScope, fieldname: string, isDotted: boolean): ColumnReference | undefined {
  if (isDotted || scope.meta.byFieldname.has(fieldname)) return undefined;
  for (const docfield of scope.meta.fields.filter(isTableField)) {
    const child = metaOf(scope.context, String(docfield.options));
    if (child.byFieldname.has(fieldname)) return scope.childColumn(child, fieldname);
  }
  return undefined;
}

function childFilterColumn(scope: QueryScope, term: FilterTerm): ColumnReference {
  const child = childMetaOf(scope, String(term.doctype));
  const column = child && scope.childColumn(child, term.fieldname);
  if (column) return column;
  if (child) throw frappeThrow('DataError', `Field not permitted in query: ${term.fieldname}`);
  const { sqlErrorModule } = scope.context.dialect;
  const message = `Unknown column 'tab${term.doctype}.${term.fieldname}' in 'WHERE'`;
  throw sqlError(sqlErrorModule, 'OperationalError', 1054, message);
}
