import { tableOf } from '../database/demo-database.ts';
import { frappeThrow, sqlSyntaxError } from '../frappe-error.ts';
import { comparesText, filledText, isMoment, isNullableDecimal, orEmpty } from './column-text.ts';
import type { FilterTerm } from './filter-shapes.ts';
import { toColumnValue, toList, toSpan } from './filter-values.ts';
import type { ColumnReference, QueryScope } from './query-scope.ts';
import { ALL_ROWS, marks, NO_ROWS, type SqlPart } from './sql-part.ts';
import { relativeSpan, timespanOf } from './timespan.ts';

type Comparison = (scope: QueryScope, column: ColumnReference, value: unknown) => SqlPart;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': (scope, column, value) => equals(scope, column, value),
  '!=': (scope, column, value) => differs(scope, column, value),
  '>': (scope, column, value) => compares(scope, column, '>', value),
  '<': (scope, column, value) => compares(scope, column, '<', value),
  '>=': (scope, column, value) => compares(scope, column, '>=', value),
  '<=': (scope, column, value) => compares(scope, column, '<=', value),
  // Only an empty pattern is compared with NULL made '' (frappe/model/db_query.py): `like '%'` means "is not NULL".
  like: (_, column, value) => ({
    sql: `${value === '' ? filled(column) : column.sql} LIKE ?`,
    params: [String(value)],
  }),
  'not like': (_, column, value) => ({ sql: `${filled(column)} NOT LIKE ?`, params: [String(value)] }),
  in: (scope, column, value) => isIn(scope, column, toList(value)),
  'not in': (scope, column, value) => isNotIn(scope, column, toList(value)),
  is: (scope, column, value) => isSet(scope, column, String(value).toLowerCase() === 'set'),
  between: (scope, column, value) => between(scope, column, value),
  timespan: (scope, column, value) => span(column, timespanOf(String(value), scope.context.clock.today)),
  previous: (scope, column, value) => span(column, relativeSpan('previous', String(value), scope.context.clock.today)),
  next: (scope, column, value) => span(column, relativeSpan('next', String(value), scope.context.clock.today)),
  'descendants of': (_, column, value) => tree(column, value, DESCENDANTS, false),
  'not descendants of': (_, column, value) => tree(column, value, DESCENDANTS, true),
  'ancestors of': (_, column, value) => tree(column, value, ANCESTORS, false),
  'not ancestors of': (_, column, value) => tree(column, value, ANCESTORS, true),
  'descendants of (inclusive)': (_, column, value) => tree(column, value, SELF_AND_DESCENDANTS, false),
};

const DESCENDANTS = 'node.lft > top.lft AND node.rgt < top.rgt';
const SELF_AND_DESCENDANTS = 'node.lft >= top.lft AND node.rgt <= top.rgt';
const ANCESTORS = 'node.lft < top.lft AND node.rgt > top.rgt';

/** One condition as SQL. @throws FrappeError for an operator that the version does not know. */
export function comparisonOf(scope: QueryScope, column: ColumnReference, term: FilterTerm): SqlPart {
  const operator = term.operator.toLowerCase();
  const { operators, hasNewQueryEngine, sqlErrorModule } = scope.context.dialect;
  const compare = operators.includes(operator) ? COMPARISONS[operator] : undefined;
  if (compare) return compare(scope, column, term.value);
  if (hasNewQueryEngine) {
    const near = `${term.operator.toUpperCase()} '${String(term.value)}' at line 1`;
    throw sqlSyntaxError(sqlErrorModule, near);
  }
  throw frappeThrow('ValidationError', `Operator must be one of ${operators.join(', ')}`);
}

function equals(scope: QueryScope, column: ColumnReference, value: unknown): SqlPart {
  if (value === null) return equalsNull(scope, column);
  const wanted = toColumnValue(column, value);
  if (wanted === '') return { sql: `${filled(column)} = ''`, params: [] };
  return { sql: `${column.sql} = ?`, params: [wanted] };
}

function differs(scope: QueryScope, column: ColumnReference, value: unknown): SqlPart {
  if (value === null)
    return scope.context.dialect.hasNewQueryEngine ? { sql: `${column.sql} IS NOT NULL`, params: [] } : NO_ROWS;
  return compares(scope, column, '!=', value);
}

/** The old engine compares with 0, which any text equals; on short text nothing does. */
function equalsNull(scope: QueryScope, column: ColumnReference): SqlPart {
  if (scope.context.dialect.hasNewQueryEngine) return { sql: `${column.sql} IS NULL`, params: [] };
  return column.kind === 'longText' ? ALL_ROWS : NO_ROWS;
}

function compares(scope: QueryScope, column: ColumnReference, sign: string, value: unknown): SqlPart {
  if (comparesText(scope, column, value)) {
    return { sql: `${filledText(scope, column)} ${sign} ?`, params: [String(value)] };
  }
  return { sql: `${filled(column)} ${sign} ?`, params: [toColumnValue(column, value)] };
}

/** An empty text among the values makes MariaDB compare text. */
function isIn(scope: QueryScope, column: ColumnReference, values: unknown[]): SqlPart {
  if (values.length === 0) return NO_ROWS;
  if ((isMoment(column) || isNullableDecimal(column)) && values.includes('')) {
    return { sql: `${filledText(scope, column)} IN (${marks(values.length)})`, params: values.map(String) };
  }
  const wanted = values.map((value) => toColumnValue(column, value));
  const target = wanted.includes('') ? filled(column) : column.sql;
  return { sql: `${target} IN (${marks(wanted.length)})`, params: wanted };
}

function isNotIn(scope: QueryScope, column: ColumnReference, values: unknown[]): SqlPart {
  if (values.length === 0) return ALL_ROWS;
  // The old engine writes every value as text.
  const isText = !scope.context.dialect.hasNewQueryEngine || values.some((value) => comparesText(scope, column, value));
  if (isText && column.fieldname !== 'name') {
    return { sql: `${filledText(scope, column)} NOT IN (${marks(values.length)})`, params: values.map(String) };
  }
  const wanted = values.map((value) => toColumnValue(column, value));
  return { sql: `${filled(column)} NOT IN (${marks(wanted.length)})`, params: wanted };
}

/** A number is compared with '' too, which is 0 to MariaDB; `not set` looks for NULL alone in the old engine. */
function isSet(scope: QueryScope, column: ColumnReference, wanted: boolean): SqlPart {
  const isNumber = column.kind === 'int' || column.kind === 'float';
  const { hasNewQueryEngine } = scope.context.dialect;
  if (isNumber && !wanted && !hasNewQueryEngine) return { sql: `${column.sql} IS NULL`, params: [] };
  if (isNumber) return { sql: `ifnull(${column.sql}, 0) ${wanted ? '!=' : '='} 0`, params: [] };
  return { sql: `${orEmpty(column.sql)} ${wanted ? '!=' : '='} ''`, params: [] };
}

function between(scope: QueryScope, column: ColumnReference, value: unknown): SqlPart {
  const { hasNewQueryEngine, sqlErrorModule } = scope.context.dialect;
  const isDate = column.kind === 'date' || column.kind === 'datetime';
  if (!isDate && !hasNewQueryEngine) throw sqlSyntaxError(sqlErrorModule, `'${String(value)}' at line 1`);
  return { sql: `${column.sql} BETWEEN ? AND ?`, params: toSpan(column, value) };
}

function span(column: ColumnReference, days: readonly [string, string] | undefined): SqlPart {
  if (days === undefined) throw frappeThrow('ValidationError', 'Unknown timespan');
  return { sql: `${column.sql} BETWEEN ? AND ?`, params: toSpan(column, days) };
}

function tree(column: ColumnReference, value: unknown, rule: string, isNegated: boolean): SqlPart {
  const docfield = column.owner.byFieldname.get(column.fieldname);
  const target = column.fieldname === 'name' ? column.owner.name : String(docfield?.options ?? '');
  const table = tableOf(target);
  const names = `SELECT node.name FROM ${table} node JOIN ${table} top ON ${rule} WHERE top.name = ?`;
  return { sql: `${filled(column)} ${isNegated ? 'NOT IN' : 'IN'} (${names})`, params: [String(value)] };
}

/** The column with the value that Frappe puts for null. */
function filled(column: ColumnReference): string {
  if (column.fieldname === 'name' || column.kind === 'int') return column.sql;
  return column.kind === 'float' ? `ifnull(${column.sql}, 0)` : orEmpty(column.sql);
}
