import { frappeThrow, pythonError } from '../frappe-error.ts';
import { type ColumnKind, STANDARD_COLUMNS } from '../meta/docfield.ts';
import { fieldForbidden } from '../permissions/permission-errors.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { parseField } from './field-text.ts';
import type { ColumnReference, QueryScope } from './query-scope.ts';
import type { SelectItem } from './select-item.ts';
import { isBeyondSelect } from './select-only.ts';

const AGGREGATE = /^(count|sum|avg|min|max)\s*\(\s*(distinct\s+)?([^()]+?)\s*\)$/i;
const FUNCTIONS = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'ABS', 'IFNULL']);

/** Whether a field is an aggregate in the string form, such as `count(name)`. */
export function isAggregateText(expression: string): boolean {
  return AGGREGATE.test(expression);
}

/** An aggregate in the string form. @throws FrappeError 417 on v17, which wants the dict form. */
export function selectAggregate(
  scope: QueryScope,
  expression: string,
  alias: string | undefined,
  text: string,
): SelectItem & { column?: string } {
  if (scope.context.dialect.hasNewQueryEngine) {
    const hint = "Use dict syntax like {'COUNT': '*'} instead.";
    throw frappeThrow('ValidationError', `SQL functions are not allowed as strings in SELECT: ${text}. ${hint}`);
  }
  const [, name = '', distinct, argument = ''] = AGGREGATE.exec(expression) ?? [];
  checkText(scope, expression, argument, Boolean(distinct));
  const column = argument === '*' ? undefined : argumentColumn(scope, argument);
  const sql = aggregateSql(name, column, Boolean(distinct));
  const of = column === undefined ? {} : { column: column.fieldname };
  return { key: alias ?? expression, sql, kind: aggregateKind(name, column?.kind), ...of };
}

/** An aggregate in the dict form of v17: `{"SUM": "grand_total", "as": "total"}`. */
export function selectFunctionDict(scope: QueryScope, dict: Record<string, unknown>): SelectItem {
  const entry = Object.entries(dict).find(([key]) => key !== 'as');
  const name = entry?.[0].toUpperCase() ?? '';
  if (!FUNCTIONS.has(name))
    throw frappeThrow('ValidationError', `Unsupported function or invalid field name: ${entry?.[0]}`);
  const argument = String(Array.isArray(entry?.[1]) ? entry[1][0] : entry?.[1]);
  const column = argument === '*' ? undefined : argumentColumn(scope, argument);
  const key = typeof dict.as === 'string' ? dict.as : `${name}(${argument})`;
  return { key, sql: aggregateSql(name, column, false), kind: aggregateKind(name, column?.kind) };
}

/** Sums and averages of decimals are exact in MariaDB, an average to four digits more than its column has. */
function aggregateSql(name: string, column: ColumnReference | undefined, isDistinct: boolean): string {
  const lowered = name.toLowerCase();
  const isDecimal = column?.kind === 'float' || (column?.kind === 'int' && lowered === 'avg');
  const isExact = isDecimal && (lowered === 'sum' || lowered === 'avg');
  const scale = column?.kind === 'int' ? 0 : (column?.scale ?? 9);
  return `${isExact ? `exact_${lowered}_${scale}` : name}(${isDistinct ? 'DISTINCT ' : ''}${column?.sql ?? '*'})`;
}

/**
 * The old engine knows count(, sum( and avg( by their beginning. Of anything else it takes what stands before a dot
 * for a table (v15, v16: of a distinct too), and v14 takes it for a field.
 */
function checkText(scope: QueryScope, expression: string, argument: string, isDistinct: boolean): void {
  const isV14 = scope.context.dialect.major === 14;
  const isKnown = /^(count|sum|avg)\(/i.test(expression);
  const isDotted = argument.includes('.');
  if (!isV14) {
    if (isKnown || !isDotted) return;
    throw frappeThrow('DoesNotExistError', `DocType ${expression.split('.', 1)[0]?.slice(3)} not found`);
  }
  const isRead = /^(count|sum|avg)\(/.test(expression);
  const isStandard = argument.replaceAll('`', '') in STANDARD_COLUMNS;
  if (isRead && !isDistinct && (isDotted || !argument.startsWith('`') || !isStandard)) return;
  if (isDotted) throw pythonError('AttributeError', "'NoneType' object has no attribute 'options'");
  const inner = expression.slice(expression.indexOf('(') + 1, -1);
  throw frappeThrow('DataError', `Field not permitted in query: ${isRead ? inner : expression}`);
}

function argumentColumn(scope: QueryScope, text: string) {
  const field = parseField(text);
  const column = field && scope.ownColumn(field.fieldname);
  if (column === undefined) throw frappeThrow('DataError', `Field not permitted in query: ${field?.fieldname ?? text}`);
  const isHidden =
    !mayReadLevel(scope.context, scope.parent ?? scope.meta, column.permlevel) ||
    isBeyondSelect(scope, column.fieldname);
  if (isHidden && scope.context.dialect.hasNewQueryEngine) throw fieldForbidden(scope.meta.name, column.fieldname);
  return column;
}

function aggregateKind(name: string, kind: ColumnKind | undefined): ColumnKind {
  const lowered = name.toLowerCase();
  if (lowered === 'count') return 'int';
  if (lowered === 'sum' || lowered === 'avg') return 'float';
  return kind ?? 'text';
}
