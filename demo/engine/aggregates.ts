import { frappeThrow } from '../frappe-error.ts';
import type { ColumnKind } from '../meta/docfield.ts';
import { fieldForbidden } from '../permissions/permission-errors.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { parseField } from './field-text.ts';
import type { QueryScope } from './query-scope.ts';
import type { SelectItem } from './select-item.ts';

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
): SelectItem {
  if (scope.context.dialect.hasNewQueryEngine) {
    const hint = "Use dict syntax like {'COUNT': '*'} instead.";
    throw frappeThrow('ValidationError', `SQL functions are not allowed as strings in SELECT: ${text}. ${hint}`);
  }
  const [, name = '', distinct, argument = ''] = AGGREGATE.exec(expression) ?? [];
  const column = argument === '*' ? undefined : argumentColumn(scope, argument);
  const sql = `${name}(${distinct ? 'DISTINCT ' : ''}${column?.sql ?? '*'})`;
  return { key: alias ?? expression, sql, kind: aggregateKind(name, column?.kind) };
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
  return { key, sql: `${name}(${column?.sql ?? '*'})`, kind: aggregateKind(name, column?.kind) };
}

function argumentColumn(scope: QueryScope, text: string) {
  const field = parseField(text);
  const column = field && scope.ownColumn(field.fieldname);
  if (column === undefined) throw frappeThrow('DataError', `Field not permitted in query: ${field?.fieldname ?? text}`);
  const isHidden = !mayReadLevel(scope.context, scope.parent ?? scope.meta, column.permlevel);
  if (isHidden && scope.context.dialect.hasNewQueryEngine) throw fieldForbidden(scope.meta.name, column.fieldname);
  return column;
}

function aggregateKind(name: string, kind: ColumnKind | undefined): ColumnKind {
  const lowered = name.toLowerCase();
  if (lowered === 'count') return 'int';
  if (lowered === 'sum' || lowered === 'avg') return 'float';
  return kind ?? 'text';
}
