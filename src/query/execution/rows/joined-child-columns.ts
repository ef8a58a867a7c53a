import { readRows } from '../../../frappe/envelope.ts';
import { toListRequest } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { chunk } from '../../plan/batch-limits.ts';
import { isAboveLevelZero } from '../../plan/guarded-fields.ts';
import type { Row } from '../../plan/read-plan.ts';
import { hideColumn } from '../permission/hidden-field.ts';
import { refusalToRead } from '../permission/permlevels.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { exactNumberKeys } from './exact-keys.ts';

/** Adds such columns to child rows. */
export async function addJoinedColumns(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  tables: readonly string[],
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const permitted: string[] = [];
  for (const column of columns) {
    const refusal = await refusalToJoin(scope, parent, child, column);
    if (refusal) hideColumn(rows, column, refusal);
    else permitted.push(column);
  }
  if (permitted.length === 0 || rows.length === 0) return;
  const values = (
    await Promise.all(tables.map((table) => readJoined(scope, parent, child, table, permitted, rows)))
  ).flat();
  const byName = new Map(values.map((row) => [row.row_name, row]));
  for (const column of permitted) {
    // A column that the site leaves out is one that the caller cannot read.
    if (values.some((row) => !(column in row))) hideColumn(rows, column);
    else for (const row of rows) row[column] = byName.get(row.name)?.[column] ?? null;
  }
}

/** If the caller's roles cannot be found out, the site's answer decides. */
async function refusalToJoin(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  column: string,
): Promise<Error | null> {
  if (!isAboveLevelZero(child, column)) return null;
  const identity = await scope.identity().catch(() => null);
  return identity?.roles === null ? null : refusalToRead(scope, parent, child, column);
}

async function readJoined(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<Row[]> {
  const parents = [...new Set(rows.filter((row) => row.parentfield === table).map((row) => String(row.parent)))];
  const fields = ['name', `${table}.name as row_name`, ...columns.map((column) => `${table}.${column} as ${column}`)];
  const exactNumbers = exactNumberKeys(scope.model.doctypes, child, { columns, tables: {} });
  const read = async (some: string[]) => {
    const filters = [['name', 'in', some]] as const;
    const query = { doctype: parent.name, fields, filters, orderBy: null, limit: 0, exactNumbers };
    return readRows(await scope.client.send(toListRequest(query), scope.caller));
  };
  return (await Promise.all(chunk(parents, scope.limits.namesPerCall).map(read))).flat();
}
