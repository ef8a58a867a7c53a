import { deriveOnce } from '../../../derive-once.ts';
import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { chunk } from '../../plan/batch-limits.ts';
import { joinedColumns } from '../../plan/joined-columns.ts';
import type { Row, RowShape } from '../../plan/read-plan.ts';
import { isName } from '../../plan/row-values.ts';
import { hiddenField } from '../permission/hidden-field.ts';
import { addJoinedColumns } from '../rows/joined-child-columns.ts';
import { listRows } from '../rows/list-rows.ts';
import type { ChildTable, ReadChildRows, RequestScope } from '../scope/request-scope.ts';
import { batchedReads, type FoundValues, type Wanted } from './batched-reads.ts';

/**
 * Batches child rows of one child DocType under parents of one DocType. Sites before v17 do not apply the parent's row
 * rules here (recorded: a user with 1,010 orders read the rows of all 5,000), so parents must be ones that the same
 * caller has just been allowed to read.
 */
export function createChildRowsLoader(scope: RequestScope, parent: DocTypeMeta, child: DocTypeMeta): ReadChildRows {
  return batchedReads(
    ({ parentfield, columns }) => `${parentfield}\0${textOf(columns)}`,
    (batch) => readBatch(scope, parent, child, batch),
  );
}

const textOf = deriveOnce((columns: readonly string[]) => columns.join());

async function readBatch(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  batch: readonly Wanted<ChildTable>[],
): Promise<FoundValues<ChildTable, Row[]>> {
  const parents = [...new Set(batch.flatMap(({ names }) => names))];
  const tables = [...new Set(batch.map(({ part }) => part.parentfield))].sort();
  const asked = columnsOf(batch);
  const joined = joinedColumns(child, asked);
  const shape = tables.length === 1 && joined.length === 0 ? shapeOfTable(asked) : shapeOfTables(asked, joined);
  const chunks = chunk(parents, scope.limits.namesPerCall);
  const pages = await Promise.all(chunks.map((some) => readPages(scope, parent, child, shape, some, tables)));
  const rows = pages.flat();
  // If the caller may only select the parents, v15 and v16 leave out of the rows even which parent they belong to.
  // The first of the rows has an error in its place.
  if (rows.some((row) => !isName(row.parent))) throw hiddenField(tables.join());
  if (joined.length > 0) await addJoinedColumns(scope, parent, child, tables, joined, rows);
  const groups = Map.groupBy(rows, (row) => keyOf(String(row.parent), row.parentfield ?? tables[0]));
  return (name, { parentfield }) => groups.get(keyOf(name, parentfield)) ?? [];
}

function columnsOf(batch: readonly Wanted<ChildTable>[]): readonly string[] {
  const [first] = batch;
  if (first !== undefined && batch.length === 1) return first.part.columns;
  return [...new Set(batch.flatMap(({ part }) => part.columns))];
}

/** Plans are kept, and with them the columns of a table. */
const shapeOfTable = deriveOnce((asked: readonly string[]): RowShape => toShape(['name', 'parent', ...asked]));

function shapeOfTables(asked: readonly string[], joined: readonly string[]): RowShape {
  const own = asked.filter((column) => !joined.includes(column));
  return toShape(['name', 'parent', 'parentfield', ...own]);
}

function toShape(columns: readonly string[]): RowShape {
  return { columns: [...new Set(columns)], tables: {} };
}

function keyOf(parent: string, table: unknown): string {
  return `${parent}\0${String(table)}`;
}

/** How many rows there are is not known before, so full pages are followed by further ones. */
async function readPages(
  scope: RequestScope,
  parent: DocTypeMeta,
  child: DocTypeMeta,
  shape: RowShape,
  parents: string[],
  tables: string[],
): Promise<Row[]> {
  const filters: FrappeFilter[] = [
    ['parent', 'in', parents],
    ['parenttype', '=', parent.name],
    tables.length === 1 ? ['parentfield', '=', tables[0] as string] : ['parentfield', 'in', tables],
  ];
  const limit = scope.limits.childRowsPerCall;
  const rows: Row[] = [];
  for (let page: Row[] = []; rows.length === 0 || page.length === limit; ) {
    const query = { filters, parent: parent.name, orderBy: 'parent asc, idx asc, name asc', limit, start: rows.length };
    page = await listRows(scope, child, shape, query);
    rows.push(...page);
    if (page.length === 0) break;
  }
  return rows;
}
