import { type FrappeError, frappeThrow, sqlError, sqlSyntaxError } from '../frappe-error.ts';
import { fieldForbidden } from '../permissions/permission-errors.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { type FieldText, parseField } from './field-text.ts';
import type { QueryScope } from './query-scope.ts';
import { isReserved } from './reserved-words.ts';
import type { SelectItem } from './select-item.ts';
import { resolveField, unknownColumn } from './select-list.ts';

/** The texts that the old engine refuses, in lower case: characters, not words (frappe/model/db_query.py). */
const ILLEGAL = /[^a-z0-9\-_ ,`'".()]/;

/** `ORDER BY` of a list; empty when none is asked for: then the order is left to the database. */
export function orderBy(
  scope: QueryScope,
  text: string,
  items: readonly SelectItem[],
  defaultWord: 'asc' | 'desc',
): string {
  if (text.trim() === '') return '';
  checkText(scope, text);
  const keys = text.split(',').map((part) => orderKey(scope, part.trim(), items, defaultWord));
  return `ORDER BY ${keys.join(', ')}`;
}

/** `GROUP BY` of a list. */
export function groupBy(scope: QueryScope, text: string): string {
  if (text.trim() === '') return '';
  checkText(scope, text);
  const keys = text.split(',').map((part) => {
    const field = parseField(part);
    if (field === undefined) throw frappeThrow('ValidationError', `Invalid field format in Group By: ${part}`);
    return resolveField(scope, field)?.sql ?? `${scope.alias}.name`;
  });
  return `GROUP BY ${keys.join(', ')}`;
}

/** `validate_order_by_and_group_by` of the old engine. */
function checkText(scope: QueryScope, text: string): void {
  if (scope.context.dialect.hasNewQueryEngine) return;
  const lowered = text.toLowerCase();
  const bare = lowered.split(',').map((part) => part.trim().replace(/ (asc|desc)$/, ''));
  if (bare.some(isReserved)) throw sqlSyntaxError(scope.context.dialect.sqlErrorModule, `'${text}' at line 5`);
  checkSubquery(scope, lowered);
  if (ILLEGAL.test(lowered)) throw frappeThrow('ValidationError', 'Illegal SQL Query');
  for (const [, table = ''] of text.matchAll(/(?:^|,)\s*`tab([^`.]*)`\./g)) {
    if (scope.hasTable(table)) continue;
    throw frappeThrow('ValidationError', `Please select atleast 1 column from ${table} to sort/group`);
  }
}

function checkSubquery({ context }: QueryScope, lowered: string): void {
  if (context.dialect.subqueryCheck === 'both words') {
    if (!lowered.includes('select') || !lowered.includes('from')) return;
    throw frappeThrow('ValidationError', 'Cannot use sub-query in order by');
  }
  const withoutTables = lowered.replace(/`tab[^`]*`/g, ' doc ');
  if (/\b(?:union|intersect|select\b.*\bfrom)\b/.test(withoutTables)) {
    throw frappeThrow('ValidationError', 'Cannot use sub-query here.');
  }
}

function orderKey(scope: QueryScope, part: string, items: readonly SelectItem[], defaultWord: string): string {
  const match = /^(.+?)(?:\s+(asc|desc))?$/i.exec(part);
  const expression = match?.[1]?.trim() ?? part;
  const word = (match?.[2] ?? defaultWord).toUpperCase();
  const field = parseField(expression);
  const aliased = items.find((item) => item.key === expression);
  const isText = /^'[^']*'$/.test(expression) && !scope.context.dialect.hasNewQueryEngine;
  if (isText) return expression;
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
