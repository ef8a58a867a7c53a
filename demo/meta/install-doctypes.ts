import type { DemoDatabase, Row } from '../database/demo-database.ts';
import { rowName } from '../seed/row-names.ts';
import { type DocField, isNullable } from './docfield.ts';
import type { DocTypeFile } from './doctype-files.ts';
import { defineTable } from './tables.ts';

const INSTALLED_AT = '2026-11-21 06:34:48.783554';
const CHILD_TABLES: readonly (readonly [parentfield: string, doctype: string])[] = [
  ['fields', 'DocField'],
  ['permissions', 'DocPerm'],
  ['links', 'DocType Link'],
  ['actions', 'DocType Action'],
  ['states', 'DocType State'],
];

/** Makes the tables of DocTypes, and writes the DocTypes themselves into `tabDocType`, `tabDocField` … */
export function installDocTypes(database: DemoDatabase, files: readonly DocTypeFile[]): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const file of byName.values()) {
    if (!file.issingle && !file.is_virtual) defineTable(database, file);
  }
  const rows = new Map<string, Row[]>([
    ['DocType', []],
    ...CHILD_TABLES.map(([, doctype]) => [doctype, []] as [string, Row[]]),
  ]);
  for (const file of byName.values()) collectRows(file, rows);
  for (const [doctype, collected] of rows) {
    const fields = byName.get(doctype)?.fields ?? [];
    database.insertMany(doctype, completeRows(collected, fields, database.columnsOf(doctype)));
  }
}

function collectRows(file: DocTypeFile, rows: Map<string, Row[]>): void {
  rows.get('DocType')?.push({ ...file, docstatus: 0, idx: 0, fields: undefined, field_order: undefined });
  for (const [parentfield, doctype] of CHILD_TABLES) {
    // Some files have '' in place of no rows.
    const children = (file[parentfield] || []) as Row[];
    for (const [index, child] of children.entries()) {
      rows.get(doctype)?.push({
        ...child,
        name: rowName(`${file.name}/${parentfield}/${index}`),
        creation: file.creation,
        modified: INSTALLED_AT,
        modified_by: 'Administrator',
        owner: 'Administrator',
        docstatus: 0,
        idx: index + 1,
        parent: file.name,
        parentfield,
        parenttype: 'DocType',
      });
    }
  }
}

/** Rows that all have every column, numbers 0 where the file leaves them out. */
function completeRows(rows: Row[], fields: readonly DocField[], columns: ReadonlySet<string>): Row[] {
  const byName = new Map(fields.map((docfield) => [docfield.fieldname, docfield]));
  const empty: Row = {};
  for (const column of columns) {
    const docfield = byName.get(column);
    empty[column] = docfield && !isNullable(docfield.fieldtype) ? 0 : null;
  }
  return rows.map((row) => {
    const complete = { ...empty };
    for (const column of columns) if (row[column] !== undefined && row[column] !== null) complete[column] = row[column];
    return complete;
  });
}
