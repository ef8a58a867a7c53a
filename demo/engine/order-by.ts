import { type FrappeError, frappeThrow, sqlError } from '../frappe-error.ts';
import { fieldForbidden } from '../permissions/permission-errors.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { type FieldText, parseField } from './field-text.ts';
import type { QueryScope } from './query-scope.ts';
import type { SelectItem } from './select-item.ts';
import { resolveField, unknownColumn } from './select-list.ts';

const ILLEGAL = /;|--|\b(select|insert|update|delete|drop|union|alter|create)\b/i;

/** `ORDER BY` of a list; empty when none is asked for: then the order is left to the database. */
export function orderBy(
  scope: QueryScope,
  text: string,
  items: readonly SelectItem[],
  defaultWord: 'asc' | 'desc',
): string {
  if (text.trim() === '') return '';
  if (!scope.context.dialect.hasNewQueryEngine && ILLEGAL.test(text))
    throw frappeThrow('ValidationError', 'Illegal SQL Query');
  const keys = text.split(',').map((part) => orderKey(scope, part.trim(), items, defaultWord));
  return `ORDER BY ${keys.join(', ')}`;
}

/** `GROUP BY` of a list. */
export function groupBy(scope: QueryScope, text: string): string {
  if (text.trim() === '') return '';
  const keys = text.split(',').map((part) => {
    const field = parseField(part);
    if (field === undefined) throw frappeThrow('ValidationError', `Invalid field format in Group By: ${part}`);
    return resolveField(scope, field)?.sql ?? `${scope.alias}.name`;
  });
  return `GROUP BY ${keys.join(', ')}`;
}

function orderKey(scope: QueryScope, part: string, items: readonly SelectItem[], defaultWord: string): string {
  const match = /^(.+?)(?:\s+(asc|desc))?$/i.exec(part);
  const expression = match?.[1]?.trim() ?? part;
  const word = (match?.[2] ?? defaultWord).toUpperCase();
  const field = parseField(expression);
  const aliased = items.find((item) => item.key === expression);
  if (field === undefined) throw invalidOrder(scope, part, expression);
  if (scope.context.dialect.hasNewQueryEngine) return `${newColumn(scope, field, aliased)} ${word}`;
  return `${oldColumn(scope, field, expression, aliased)} ${word}`;
}

function oldColumn(scope: QueryScope, field: FieldText, expression: string, aliased: SelectItem | undefined): string {
  if (field.through !== undefined) throw unknownColumn(scope, expression, 'ORDER BY');
  const column = field.table === undefined ? scope.ownColumn(field.fieldname) : resolveField(scope, field);
  if (aliased && field.table === undefined) return aliased.sql;
  if (column === undefined) throw unknownColumn(scope, expression, 'ORDER BY');
  if (scope.hasJoins && field.table === undefined) {
    const message = `Column '${field.fieldname}' in 'ORDER BY' is ambiguous`;
    throw sqlError(scope.context.dialect.sqlErrorModule, 'OperationalError', 1052, message);
  }
  return column.sql;
}

function newColumn(scope: QueryScope, field: FieldText, aliased: SelectItem | undefined): string {
  const column = field.through === undefined ? scope.ownColumn(field.fieldname) : resolveField(scope, field);
  if (column === undefined && aliased) return aliased.sql;
  const owner = column?.owner.isChild ? (scope.parent ?? scope.meta) : column?.owner;
  const isOpen = column && owner && mayReadLevel(scope.context, owner, column.permlevel);
  if (!isOpen) throw fieldForbidden(scope.meta.name, field.fieldname);
  return column.sql;
}

function invalidOrder(scope: QueryScope, part: string, expression: string): FrappeError {
  if (!scope.context.dialect.hasNewQueryEngine) return unknownColumn(scope, expression, 'ORDER BY');
  const allowed = "Use 'field', 'link_field.field', or 'child_table.field'.";
  return frappeThrow('ValidationError', `Invalid field format in Order By: ${part}. ${allowed}`);
}
