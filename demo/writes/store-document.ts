import { type Row, tableOf } from '../database/demo-database.ts';
import { storedTables } from '../documents/stored-tables.ts';
import { writeVirtualDoc } from '../documents/virtual-docs.ts';
import { hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { rowName } from '../seed/row-names.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { defaultValues, lockedValues, writableValues } from './field-values.ts';

/** Writes a document and its child rows; the tables then hold exactly what `doc` holds. */
export function storeDocument(context: SiteContext, meta: DocTypeMeta, doc: Row, isNew: boolean): void {
  const { database } = context;
  if (meta.isVirtual) {
    writeVirtualDoc(context, meta, String(doc.name), { ...doc, doctype: meta.name });
    return;
  }
  if (meta.isSingle) {
    storeSingle(context, meta, doc);
    return;
  }
  if (isNew) database.insert(meta.name, completeRow(meta, doc));
  else database.update(meta.name, doc.name as string, completeRow(meta, doc));
  for (const { fieldname, child } of storedTables(context, meta)) {
    const where = 'WHERE parent = ? AND parenttype = ? AND parentfield = ?';
    database.run(`DELETE FROM ${tableOf(child.name)} ${where}`, [doc.name, meta.name, fieldname]);
    for (const row of (doc[fieldname] ?? []) as Row[]) database.insert(child.name, completeRow(child, row));
  }
}

/**
 * The rows sent for a child table: a full replacement of those stored, each with every column. The site names the rows
 * of a new document, whatever they are sent as.
 */
export function childRows(context: SiteContext, meta: DocTypeMeta, fieldname: string, sent: Row[], doc: Row): Row[] {
  const child = metaOf(context, String(meta.byFieldname.get(fieldname)?.options));
  const named = doc.name === undefined ? sent.map(({ name: _, ...row }): Row => row) : sent;
  const stored = new Map(((doc[fieldname] ?? []) as Row[]).map((row) => [row.name, row]));
  return named.map((row, index) => ({
    ...defaultValues(context, child),
    ...lockedValues(context, child, meta, stored.get(row.name) ?? {}),
    ...writableValues(context, child, meta, row),
    ...(row.name === undefined ? { __unsaved: 1 } : {}),
    name: row.name ?? newRowName(child, `${meta.name} ${fieldname} ${context.clock.now()}`),
    owner: row.owner ?? doc.modified_by,
    creation: row.creation ?? doc.modified,
    modified: doc.modified,
    modified_by: doc.modified_by,
    docstatus: doc.docstatus,
    idx: index + 1,
    parent: doc.name,
    parenttype: meta.name,
    parentfield: fieldname,
  }));
}

/** SQLite counts the names of numbered rows itself. */
function newRowName(child: DocTypeMeta, key: string): string | null {
  return child.row.autoname === 'autoincrement' ? null : rowName(key);
}

function storeSingle(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  context.database.run('DELETE FROM `tabSingles` WHERE doctype = ?', [meta.name]);
  const rows = Object.entries(doc)
    .filter(([field, value]) => value !== null && !Array.isArray(value) && field !== 'name')
    .map(([field, value]) => ({ doctype: meta.name, field, value: String(value) }));
  context.database.insertMany('Singles', rows);
}

/** Numbers are never null in a table. */
function completeRow(meta: DocTypeMeta, doc: Row): Row {
  const row: Row = {};
  for (const [column, value] of Object.entries(doc)) if (!Array.isArray(value)) row[column] = value;
  for (const docfield of meta.fields) {
    const kind = meta.columns.get(docfield.fieldname);
    const isNumber = (kind === 'int' || kind === 'float') && !['Rating', 'Duration'].includes(docfield.fieldtype);
    if (isNumber && hasColumn(docfield)) row[docfield.fieldname] = row[docfield.fieldname] ?? 0;
  }
  return row;
}
