import { readRows } from '../../frappe/envelope.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { chunk } from '../batch-limits.ts';
import { exactNumberKeys } from '../list-rows.ts';
import type { Row } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';
import { hideColumn } from './hidden-field.ts';
import { isAboveLevelZero, isHidden } from './permlevels.ts';

/** Parts the columns of a child DocType into those of permlevel 0 and those above. */
export function partitionByPermlevel(
  child: DocTypeMeta,
  columns: Iterable<string>,
): [plain: string[], above: string[]] {
  const plain: string[] = [];
  const above: string[] = [];
  for (const column of columns) (isAboveLevelZero(child, column) ? above : plain).push(column);
  return [plain, above];
}

/**
 * Adds the columns above permlevel 0 to child rows. A list of child rows leaves them out for everybody; a list of the
 * parents with the table joined (`items.cost`) gives them to who has the level, and to nobody else.
 */
export async function addPrivilegedColumns(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  tables: readonly string[],
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const permitted: string[] = [];
  for (const column of columns) {
    if (await isHidden(scope, parent, child, column)) hideColumn(rows, column);
    else permitted.push(column);
  }
  if (permitted.length === 0) return;
  const values = await Promise.all(tables.map((table) => readJoined(scope, parent, child, table, permitted, rows)));
  const byName = new Map(values.flat().map((row) => [row.row_name, row]));
  for (const row of rows) {
    for (const column of permitted) row[column] = byName.get(row.name)?.[column] ?? null;
  }
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
