import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { hasSelectOnly, mayReadLevel } from '../permissions/role-rights.ts';
import { metaOf } from '../site-context.ts';
import { noSuchTable, type QueryScope } from './query-scope.ts';
import type { NestedTable } from './select-item.ts';
import { marks } from './sql-part.ts';
import { answerRows } from './values.ts';

/** Puts the rows of child tables into the rows of a list (v17); without `name` among the fields there are none. */
export function attachChildRows(scope: QueryScope, rows: Row[], nested: readonly NestedTable[]): void {
  if (rows.length === 0 || !rows.every((row) => row.name !== undefined)) return;
  for (const table of nested.filter((one) => mayNest(scope, one))) {
    const byParent = readChildRows(scope, rows, table);
    for (const row of rows) row[table.tableField] = byParent.get(String(row.name)) ?? [];
  }
}

/** Tables above the caller's permlevels are left out, and all tables if the caller may only select the documents. */
function mayNest(scope: QueryScope, { tableField }: NestedTable): boolean {
  const permlevel = Number(scope.meta.byFieldname.get(tableField)?.permlevel ?? 0);
  return !hasSelectOnly(scope.context.session, scope.meta) && mayReadLevel(scope.context, scope.meta, permlevel);
}

function readChildRows(scope: QueryScope, rows: Row[], table: NestedTable): Map<string, Row[]> {
  const child = metaOf(scope.context, String(scope.meta.byFieldname.get(table.tableField)?.options));
  if (child.isVirtual) throw noSuchTable(scope.context, child);
  const wanted = table.fields.includes('*') ? [...child.columns.keys()] : table.fields;
  const columns = wanted.filter((column) => {
    const permlevel = Number(child.byFieldname.get(column)?.permlevel ?? 0);
    return child.columns.has(column) && mayReadLevel(scope.context, scope.meta, permlevel);
  });
  const list = columns.map((column) => `${quote(column)}`).join(', ');
  const parents = rows.map((row) => String(row.name));
  const sql = `SELECT parent AS \`~parent\`${list === '' ? '' : `, ${list}`} FROM ${tableOf(child.name)} WHERE parent IN (${marks(parents.length)}) AND parenttype = ? AND parentfield = ? ORDER BY parent, idx`;
  const found = scope.context.database.all(sql, [...parents, scope.meta.name, table.tableField]);
  answerRows(
    found,
    columns.map((column) => [column, child.columns.get(column) ?? 'text'] as const),
  );
  const byParent = new Map<string, Row[]>();
  for (const { '~parent': parent, ...row } of found) {
    const siblings = byParent.get(String(parent)) ?? [];
    siblings.push(row);
    byParent.set(String(parent), siblings);
  }
  return byParent;
}
