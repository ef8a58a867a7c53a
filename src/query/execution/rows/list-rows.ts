import { deriveOnce } from '../../../derive-once.ts';
import { GatewayError } from '../../../errors.ts';
import { readRows } from '../../../frappe/envelope.ts';
import { fitsIntoUrl, type ListField, type ListQuery, toListRequest } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { chunk } from '../../plan/batch-limits.ts';
import type { Row, RowShape } from '../../plan/read-plan.ts';
import { isName } from '../../plan/row-values.ts';
import { hideColumn } from '../permission/hidden-field.ts';
import { hideMaskedValues } from '../permission/masked-values.ts';
import { separateFields } from '../permission/separated-fields.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { exactNumberKeys } from './exact-keys.ts';
import { isOptionalColumn } from './optional-columns.ts';

/** A list call without what it selects. */
export type RowsQuery = Omit<ListQuery, 'doctype' | 'fields' | 'exactNumbers'>;

/**
 * Reads rows of a DocType as the caller: in one list call, or in two if the columns do not fit into the URL of a nested
 * filter.
 */
export async function listRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  query: RowsQuery,
): Promise<Row[]> {
  const call: ListQuery = {
    ...query,
    ...(doctype.isVirtual ? { asBody: true } : {}),
    ...(scope.caller.needsDebug ? { debug: true } : {}),
    doctype: doctype.name,
    ...selectedBy(scope, doctype, shape),
  };
  if (!fitsIntoUrl(call) && shape !== NAMES) return listByNames(scope, doctype, shape, query);
  const rows = readRows(await scope.client.send(toListRequest(call), scope.caller), doctype.isVirtual);
  assertNamed(rows, doctype);
  if (!doctype.isVirtual) markHiddenColumns(rows, shape.columns);
  await hideMaskedValues(scope, doctype, doctype, shape.columns, rows);
  return rows;
}

type Selected = Pick<ListQuery, 'fields' | 'exactNumbers'>;

/** Plans are kept, and with them their shapes. */
const selectedByShape = deriveOnce((_shape: RowShape) => new Map<DocTypeMeta, Selected>());

function selectedBy({ model }: RequestScope, doctype: DocTypeMeta, shape: RowShape): Selected {
  const known = selectedByShape(shape);
  const selected = known.get(doctype) ?? {
    fields: toListFields(doctype, shape),
    exactNumbers: exactNumberKeys(model.doctypes, doctype, shape),
  };
  known.set(doctype, selected);
  return selected;
}

/** The shape of rows of which only the name is read. */
export const NAMES: RowShape = { columns: ['name'], tables: {} };

/** A nested filter finds names, in their order; by these the columns are read, which takes a body of any length. */
async function listByNames(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  query: RowsQuery,
): Promise<Row[]> {
  const names = (await listRows(scope, doctype, NAMES, query)).map((row) => String(row.name));
  const read = (some: string[]): Promise<Row[]> =>
    listRows(scope, doctype, shape, { filters: [['name', 'in', some]], orderBy: null, limit: some.length });
  const rows: Row[] = (await Promise.all(chunk(names, scope.limits.namesPerCall).map(read))).flat();
  const byName = new Map(rows.map((row) => [String(row.name), row]));
  // A document that was deleted between the two calls is left out.
  return names.map((name) => byName.get(name)).filter((row) => row !== undefined);
}

function toListFields(doctype: DocTypeMeta, shape: RowShape): ListField[] {
  const aliases = Object.entries(shape.aliases ?? {}).map(([alias, column]) => `${column} as ${alias}`);
  return [
    ...separateFields(doctype, [...shape.columns, ...aliases], 'name'),
    ...Object.entries(shape.tables).map(([table, columns]) => ({ [table]: columns })),
  ];
}

/** Every row has a name; without one it could be mistaken for another. */
export function assertNamed(rows: readonly Row[], { name }: DocTypeMeta): void {
  if (rows.every((row) => isName(row.name))) return;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a name in every ${name} from the site.`);
}

/**
 * Lists keep null values, so a column that is missing from the rows is one that the caller cannot read (a permlevel,
 * or a caller with only the select right). The first row says so, and the others refer to it.
 */
export function markHiddenColumns(rows: readonly Row[], columns: readonly string[]): void {
  const first = rows[0];
  if (first === undefined) return;
  for (const column of columns) {
    if (!(column in first) && !isOptionalColumn(column)) hideColumn(rows, column);
  }
}
