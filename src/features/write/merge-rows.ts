import { badUserInput } from '../../errors.ts';
import { type DocFieldMeta, type DocTypeMeta, isLayout } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { type DocInput, type RowInput, type TableInput, toValues } from './doc-input.ts';

/**
 * The rows of a table as they shall be. Frappe takes a list of rows for the whole table, and a row that leaves columns
 * out as a request to clear them, so a named row is sent with all its values.
 *
 * @param stored the rows that the document has; null for a new document, and where no row is meant by name.
 */
export function mergeRows(table: TableInput, stored: readonly Row[] | null): Row[] {
  const byName = new Map((stored ?? []).map((row) => [String(row.name), row]));
  const merge = (row: RowInput) => mergeRow(table.child, row, byName);
  if (table.kind === 'replace') {
    assertOnce(table.rows);
    return table.rows.map(merge);
  }
  assertOnce([...table.update, ...table.remove]);
  for (const { name, path } of table.remove) assertStored(byName, name, path);
  const removed = new Set(table.remove.map(({ name }) => name));
  const updated = new Map(table.update.map((row) => [row.name, merge(row)]));
  const kept = [...byName].filter(([name]) => !removed.has(name));
  const rows = kept.map(([name, row]) => updated.get(name) ?? storedValues(table.child, row));
  return [...rows, ...table.add.map(merge)];
}

/**
 * The paths of the rows of patched tables, in the order in which they are sent: the site counts all rows of a table.
 *
 * @returns by fieldname; null for a row that only the document had.
 */
export function pathsOfRows({ tables }: DocInput, stored: Row | null): Map<string, readonly (string | null)[]> {
  return new Map(
    tables.flatMap((table) => {
      if (table.kind !== 'patch') return [];
      const { fieldname } = table.docfield;
      const rows = stored?.[fieldname];
      const removed = new Set(table.remove.map(({ name }) => name));
      const updated = new Map(table.update.map(({ name, path }) => [name, path]));
      const kept = (Array.isArray(rows) ? (rows as Row[]) : []).flatMap(({ name }) =>
        removed.has(String(name)) ? [] : [updated.get(String(name)) ?? null],
      );
      return [[fieldname, [...kept, ...table.add.map(({ path }) => path)]] as const];
    }),
  );
}

function mergeRow(child: DocTypeMeta, { name, fields, path }: RowInput, byName: ReadonlyMap<string, Row>): Row {
  if (name === null) return toValues(fields);
  return { ...storedValues(child, assertStored(byName, name, `${path}.name`)), ...toValues(fields) };
}

/** The columns of a stored row, without those that Frappe itself keeps. */
function storedValues(child: DocTypeMeta, row: Row): Row {
  const values: Row = { name: row.name };
  for (const docfield of child.docfields) {
    if (isLayout(docfield) || docfield.isVirtual || row[docfield.fieldname] === undefined) continue;
    values[docfield.fieldname] = toSentValue(docfield, row[docfield.fieldname]);
  }
  return values;
}

/** A value that was read, as it is sent back: what was read digit by digit is a number again. */
export function toSentValue(docfield: DocFieldMeta, value: unknown): unknown {
  return fieldtypeOf(docfield).scalar === 'Decimal' && typeof value === 'string' ? Number(value) : value;
}

function assertStored(byName: ReadonlyMap<string, Row>, name: string, path: string): Row {
  const row = byName.get(name);
  if (row === undefined) throw badUserInput(`The table does not have the row ${name}.`, path);
  return row;
}

function assertOnce(rows: readonly { name: string | null; path: string }[]): void {
  const seen = new Set<string>();
  for (const { name, path } of rows) {
    if (name === null) continue;
    if (seen.has(name)) throw badUserInput(`The row ${name} is named twice.`, path);
    seen.add(name);
  }
}
