import { frappeThrow, pythonError, sqlError } from '../frappe-error.ts';
import { isTableField, OPTIONAL_COLUMNS, STANDARD_COLUMNS } from '../meta/docfield.ts';
import { hasSelectOnly, mayReadLevel, reachOf } from '../permissions/role-rights.ts';
import { isAdministrator } from '../site-context.ts';
import { isAggregateText, selectAggregate, selectFunctionDict } from './aggregates.ts';
import { type FieldText, parseField, splitAlias } from './field-text.ts';
import { type ColumnReference, childMetaOf, type QueryScope } from './query-scope.ts';
import type { SelectItem, SelectList } from './select-item.ts';
import { isBeyondSelect } from './select-only.ts';

/** Reads the `fields` of a list, cut to what the caller may read; `name` when nothing is left. */
export function selectList(scope: QueryScope, fields: readonly unknown[]): SelectList {
  const list: SelectList = { items: [], nested: [] };
  let isUnchecked = false;
  let isLackingOptional = false;
  for (const field of fields) {
    if (isAboveLevel(scope, field)) continue;
    if (typeof field !== 'string') {
      addDict(scope, list, field);
    } else if (isOptionalLacking(scope, field)) {
      isLackingOptional = true;
    } else {
      const isTaken = addText(scope, list, field, isUnchecked);
      isUnchecked = !isTaken && scope.context.dialect.fieldAfterRefusedEscapes;
    }
  }
  if ((isLackingOptional || losesRows(scope)) && list.items.length === 0) return list;
  if (list.items.length === 0) list.items.push({ key: 'name', sql: `${scope.alias}.name`, kind: 'text' });
  return list;
}

/**
 * Columns above the caller's permlevel are taken out of a copy of the list, before those that the select right refuses
 * (frappe/desk/reportview.py, `validate_fields`).
 */
function isAboveLevel(scope: QueryScope, text: unknown): boolean {
  const field = typeof text === 'string' ? parseField(splitAlias(text).expression) : null;
  if (!field || field.through !== undefined || field.table !== undefined || scope.meta.isChild) return false;
  const column = scope.ownColumn(field.fieldname);
  return column !== undefined && !mayReadLevel(scope.context, scope.meta, column.permlevel);
}

/** With `select` alone, a list of the old engine has no rows if none of its fields may be seen. */
function losesRows({ context, meta }: QueryScope): boolean {
  return !context.dialect.hasNewQueryEngine && hasSelectOnly(context.session, meta);
}

/** @returns false when the field was refused. */
function addText(scope: QueryScope, list: SelectList, text: string, isUnchecked: boolean): boolean {
  if (text === '*' || text === `\`tab${scope.meta.name}\`.*`) {
    for (const key of starColumns(scope)) addColumn(scope, list, { fieldname: key }, undefined, isUnchecked);
    return true;
  }
  const { expression, alias } = splitAlias(text);
  const field = parseField(expression);
  if (field) return addColumn(scope, list, field, alias, isUnchecked);
  if (isTwoHops(expression)) checkTwoHops(scope, expression);
  else if (isAggregateText(expression))
    return addAggregate(scope, list, selectAggregate(scope, expression, alias, text), isUnchecked);
  else throw rejectedText(scope, expression);
  return true;
}

function addAggregate(
  scope: QueryScope,
  list: SelectList,
  item: SelectItem & { column?: string },
  isUnchecked: boolean,
) {
  const isRefused = !isUnchecked && item.column !== undefined && isBeyondSelect(scope, item.column);
  if (!isRefused) list.items.push(item);
  return !isRefused;
}

/**
 * The old engine leaves out what has the name of an optional column in it, `track_seen` too, where the table lacks that
 * column (frappe/model/db_query.py, set_optional_columns).
 */
function isOptionalLacking(scope: QueryScope, text: string): boolean {
  if (scope.context.dialect.hasNewQueryEngine) return false;
  const columns = scope.context.database.columnsOf(scope.meta.name);
  if (![...OPTIONAL_COLUMNS, '_seen'].some((column) => text.includes(column) && !columns.has(column))) return false;
  const field = parseField(splitAlias(text).expression);
  if (field && ![...OPTIONAL_COLUMNS, '_seen'].includes(field.fieldname)) resolveField(scope, field);
  return true;
}

function addDict(scope: QueryScope, list: SelectList, field: unknown): void {
  const { major, hasNewQueryEngine } = scope.context.dialect;
  if (!hasNewQueryEngine) {
    throw major === 14
      ? pythonError('AttributeError', "'dict' object has no attribute 'startswith'")
      : pythonError('TypeError', "unhashable type: 'dict'");
  }
  const entries = Object.entries((field ?? {}) as Record<string, unknown>).filter(([key]) => key !== 'as');
  const [first] = entries;
  if (first === undefined) return;
  const docfield = scope.meta.byFieldname.get(first[0]);
  if (docfield && isTableField(docfield)) {
    for (const [tableField, fields] of entries) list.nested.push({ tableField, fields: fields as string[] });
    return;
  }
  list.items.push(selectFunctionDict(scope, field as Record<string, unknown>));
}

/** The field after a refused one is not looked at, where the list is cut while it is walked through. */
function addColumn(
  scope: QueryScope,
  list: SelectList,
  field: FieldText,
  alias: string | undefined,
  isUnchecked: boolean,
): boolean {
  const column = resolveField(scope, field);
  if (column === undefined && isUnchecked) throw unknownColumn(scope, field.fieldname, 'SELECT');
  if (column === undefined) return false;
  const isUncheckedColumn = isUnchecked && column.owner === scope.meta;
  if (!isUncheckedColumn && !isReadable(scope, column)) return false;
  list.items.push({ key: alias ?? field.fieldname, sql: column.sql, kind: column.kind });
  return true;
}

/** @returns undefined for a field that is known but has no column. @throws FrappeError 417 for an unknown one. */
export function resolveField(scope: QueryScope, field: FieldText): ColumnReference | undefined {
  if (field.through !== undefined) return resolveDotted(scope, field.through, field.fieldname);
  if (field.table !== undefined && field.table !== scope.meta.name) {
    const child = childMetaOf(scope, field.table);
    return child ? scope.childColumn(child, field.fieldname) : undefined;
  }
  const column = scope.ownColumn(field.fieldname);
  if (column) return column;
  if (!scope.meta.byFieldname.has(field.fieldname)) {
    throw frappeThrow('DataError', `Field not permitted in query: ${field.fieldname}`);
  }
  if (scope.context.dialect.dropsFieldsWithoutColumn) return undefined;
  throw unknownColumn(scope, field.fieldname, 'SELECT');
}

/** The error of MariaDB for a column that is not there. */
export function unknownColumn(scope: QueryScope, column: string, clause: string) {
  const { sqlErrorModule } = scope.context.dialect;
  return sqlError(sqlErrorModule, 'OperationalError', 1054, `Unknown column '${column}' in '${clause}'`);
}

function resolveDotted(scope: QueryScope, through: string, fieldname: string): ColumnReference | undefined {
  const docfield = scope.meta.byFieldname.get(through);
  if (docfield?.fieldtype === 'Link') return scope.linkedColumn(docfield, fieldname);
  const child = docfield && isTableField(docfield) ? childMetaOf(scope, String(docfield.options)) : undefined;
  return child ? scope.childColumn(child, fieldname) : undefined;
}

function isReadable(scope: QueryScope, column: ColumnReference): boolean {
  const { context } = scope;
  if (column.owner === scope.meta && !scope.meta.isChild) {
    if (isBeyondSelect(scope, column.fieldname)) return false;
    return mayReadLevel(context, scope.meta, column.permlevel);
  }
  if (!column.owner.isChild) return mayReadLevel(context, column.owner, column.permlevel);
  // Listed by `parent=`, a child table gives nothing above permlevel 0 in the old engine, whoever asks.
  const isListedChild = column.owner === scope.meta && !context.dialect.hasNewQueryEngine;
  if (isListedChild) return column.permlevel === 0 && (column.fieldname in STANDARD_COLUMNS || showsRows(scope));
  return mayReadLevel(context, scope.parent ?? scope.meta, column.permlevel);
}

/** Of rows whose parents the caller may only select, v15 and v16 give the columns that every table has. */
function showsRows({ context, parent }: QueryScope): boolean {
  if (parent === undefined || isAdministrator(context.session) || context.dialect.selectOnlyColumns === 'all')
    return true;
  return reachOf(context.session, parent, 'read') !== 'none';
}

function starColumns(scope: QueryScope): string[] {
  const columns = [...scope.meta.columns.keys()];
  const hasOptional = scope.context.dialect.starIncludesOptionalColumns && !scope.meta.isChild;
  if (!hasOptional) return columns.filter((column) => !column.startsWith('_') || scope.meta.byFieldname.has(column));
  const seen = scope.meta.row.track_seen ? ['_seen'] : [];
  return [...columns, ...OPTIONAL_COLUMNS, ...seen];
}

function isTwoHops(expression: string): boolean {
  return /^[\w]+(\.[\w]+){2,}$/.test(expression);
}

/** The old engine passes over `a.b.c`. */
function checkTwoHops(scope: QueryScope, expression: string): void {
  if (!scope.context.dialect.hasNewQueryEngine) return;
  throw frappeThrow('ValidationError', `Invalid field format for SELECT: ${expression}`);
}

function rejectedText(scope: QueryScope, expression: string) {
  const inner = /^\(\s*select\s+([\p{L}\p{N}_]+)/iu.exec(expression)?.[1];
  const isOld = scope.context.dialect.major === 14;
  if (!isOld && inner === undefined && expression.includes('(')) {
    return pythonError('IndexError', 'list index out of range');
  }
  const named = isOld ? expression : (inner ?? expression);
  return frappeThrow('DataError', `Field not permitted in query: ${named}`);
}
