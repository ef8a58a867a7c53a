import { GatewayError } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { ListField, ListQuery } from '../frappe/list-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { type DocTypeCatalog, type DocTypeMeta, isBigInt } from '../metadata/doctype-meta.ts';
import { isOptionalColumn } from './desk/optional-columns.ts';
import { hiddenField } from './permission/hidden-field.ts';
import { tellMaskedValues } from './permission/masked-values.ts';
import { separateFields } from './permission/separated-fields.ts';
import type { Row, RowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { isName } from './row-values.ts';

/** Reads rows of a DocType in one list call as the caller. */
export async function listRows(
  scope: RequestScope,
  doctype: DocTypeMeta,
  shape: RowShape,
  query: Omit<ListQuery, 'doctype' | 'fields' | 'exactNumbers'>,
): Promise<Row[]> {
  const request = toListRequest({
    ...query,
    ...(doctype.isVirtual ? { asBody: true } : {}),
    ...(scope.caller.wantsDebug ? { debug: true } : {}),
    doctype: doctype.name,
    fields: toListFields(doctype, shape),
    exactNumbers: exactNumberKeys(scope.model.doctypes, doctype, shape),
  });
  const rows = readRows(await scope.client.send(request, scope.caller));
  assertNamed(rows, doctype);
  if (!doctype.isVirtual) tellHiddenColumns(rows, shape.columns);
  tellMaskedValues(doctype, rows);
  return rows;
}

function toListFields(doctype: DocTypeMeta, shape: RowShape): ListField[] {
  const aliases = Object.entries(shape.aliases ?? {}).map(([alias, column]) => `${column} as ${alias}`);
  return [
    ...separateFields(doctype, [...shape.columns, ...aliases], 'name'),
    ...Object.entries(shape.tables).map(([table, columns]) => ({ [table]: columns })),
  ];
}

/** Columns of Currency and of big integers are wanted digit by digit. */
export function exactNumberKeys(doctypes: DocTypeCatalog, doctype: DocTypeMeta, shape: RowShape): string[] {
  const keys = new Set(exactColumns(doctype, shape.columns));
  for (const [table, columns] of Object.entries(shape.tables)) {
    const child = doctypes.get(doctype.docfields.find((docfield) => docfield.fieldname === table)?.options ?? '');
    if (child) for (const column of exactColumns(child, columns)) keys.add(column);
  }
  return [...keys];
}

function exactColumns(doctype: DocTypeMeta, columns: readonly string[]): string[] {
  const asked = new Set(columns);
  return doctype.docfields
    .filter((docfield) => asked.has(docfield.fieldname) && (docfield.fieldtype === 'Currency' || isBigInt(docfield)))
    .map((docfield) => docfield.fieldname);
}

/** Every row has a name; without one it could be mistaken for another. */
export function assertNamed(rows: readonly Row[], { name }: DocTypeMeta): void {
  if (rows.every((row) => isName(row.name))) return;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a name in every ${name} from the site.`);
}

/**
 * Lists keep null values, so a column that is missing from the rows is one that the caller may not read (a permlevel,
 * or a caller with only the select right). The first row says so, the others are null.
 */
export function tellHiddenColumns(rows: readonly Row[], columns: readonly string[]): void {
  const first = rows[0];
  if (first === undefined) return;
  for (const column of columns) {
    if (!(column in first) && !isOptionalColumn(column)) first[column] = hiddenField(column);
  }
}
