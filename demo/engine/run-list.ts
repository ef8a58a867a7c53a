import { quote, type Row } from '../database/demo-database.ts';
import { virtualDocsOf } from '../documents/virtual-docs.ts';
import { frappeThrow, pythonError, sqlSyntaxError } from '../frappe-error.ts';
import { listCondition } from '../permissions/list-conditions.ts';
import { maskListRows } from '../permissions/masks.ts';
import { listForbidden } from '../permissions/permission-errors.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { attachChildRows } from './child-rows.ts';
import type { ListQuery } from './list-query.ts';
import { openScope, readableParent, whereOf } from './list-scope.ts';
import { groupBy, orderBy } from './order-by.ts';
import type { QueryScope } from './query-scope.ts';
import type { SelectList } from './select-item.ts';
import { selectList } from './select-list.ts';
import { answerRows } from './values.ts';

/** The rows of a list, as the caller may see them. */
export function runList(context: SiteContext, query: ListQuery): Row[] {
  const virtual = virtualDocs(context, query);
  if (virtual) return virtual;
  checkPage(context, query);
  const scope = openScope(context, query);
  const select = selectList(scope, query.fields);
  const where = whereOf(scope, query);
  if (select.items.length === 0) return [];
  const rows = context.database.all(toSql(scope, query, select, where.sql), where.params);
  answerRows(
    rows,
    select.items.map((item) => [item.key, item.kind] as const),
  );
  maskListRows(context, scope.meta, rows);
  attachChildRows(scope, rows, select.nested);
  return rows;
}

/** How many rows a list has. A child table among the filters counts its rows, unless `distinct`. */
export function countRows(context: SiteContext, query: ListQuery): number {
  const virtual = virtualDocs(context, query);
  if (virtual) return virtual.length;
  const scope = openScope(context, query);
  return count(scope, query);
}

/** The documents of a virtual DocType: its controller gives all of them, whatever is asked for. */
function virtualDocs(context: SiteContext, query: ListQuery): Row[] | undefined {
  const meta = metaOf(context, query.doctype);
  if (!meta.isVirtual) return undefined;
  if (meta.isChild) readableParent(context, meta, query.parent);
  else if (listCondition(context, meta, '') === null) throw listForbidden(context, meta.name);
  return virtualDocsOf(context, meta.name);
}

/** How many rows a list has, whoever asks. */
export function countAllRows(context: SiteContext, query: ListQuery): number {
  return countRows({ ...context, session: { user: 'Administrator', roles: new Set() } }, query);
}

function count(scope: QueryScope, query: ListQuery): number {
  const where = whereOf(scope, query);
  const what = query.distinct ? `COUNT(DISTINCT ${scope.alias}.name)` : 'COUNT(*)';
  const params = scope.context.dialect.hasNewQueryEngine ? where.params.map(asLiteral(scope)) : where.params;
  const row = scope.context.database.get(`SELECT ${what} AS n ${scope.from} WHERE ${where.sql}`, params);
  return Number(row?.n ?? 0);
}

const ESCAPES: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** v17 counts by SQL with the values written into it, in which nothing escapes a backslash (frappe/desk/reportview.py). */
function asLiteral(scope: QueryScope): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== 'string' || !value.includes('\\')) return value;
    if (/(?<!\\)(\\\\)*\\$/.test(value))
      throw sqlSyntaxError(scope.context.dialect.sqlErrorModule, `'${value}' at line 1`);
    return value.replace(/\\(.)/gs, (whole, next: string) => ESCAPES[next] ?? (/[%_]/.test(next) ? whole : next));
  };
}

function toSql(scope: QueryScope, query: ListQuery, select: SelectList, where: string): string {
  const columns = select.items.map((item) => `${item.sql} AS ${quote(item.key)}`).join(', ');
  const order = orderBy(scope, orderText(scope, query), select.items, query.defaultDirection);
  const group = groupBy(scope, query.groupBy);
  const limit = query.pageLength > 0 || query.start > 0 ? `LIMIT ${query.pageLength || -1} OFFSET ${query.start}` : '';
  const word = query.distinct ? 'SELECT DISTINCT' : 'SELECT';
  return [`${word} ${columns}`, scope.from, `WHERE ${where}`, group, order, limit]
    .filter((part) => part !== '')
    .join(' ');
}

function orderText(scope: QueryScope, query: ListQuery): string {
  if (query.orderBy !== '' || !query.usesDefaultOrder || query.groupBy !== '') return query.orderBy;
  const { sort_field, sort_order } = scope.meta.row;
  return `\`tab${scope.meta.name}\`.\`${String(sort_field ?? 'modified')}\` ${String(sort_order ?? 'desc')}`;
}

function checkPage(context: SiteContext, query: ListQuery): void {
  if (query.pageLength >= 0 && query.start >= 0) return;
  if (context.dialect.hasNewQueryEngine) {
    const message = 'Limit must be a non-negative integer';
    const error = frappeThrow('TypeError', message);
    throw Object.assign(error, { details: { ...error.details, ...pythonError('TypeError', message).details } });
  }
  const near = `'${query.pageLength} offset ${query.start}' at line 6`;
  throw sqlSyntaxError(context.dialect.sqlErrorModule, near);
}
