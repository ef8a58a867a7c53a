import { type Row, tableOf } from '../database/demo-database.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { virtualDocsOf } from './virtual-docs.ts';

/** A document with its child rows, all values as stored. @throws FrappeError 404 when there is none of that name. */
export function loadDocument(context: SiteContext, meta: DocTypeMeta, name: string): Row {
  const doc = findDocument(context, meta, name);
  if (doc !== undefined) return doc;
  if (meta.isVirtual) throw frappeRaise('DoesNotExistError');
  throw frappeThrow('DoesNotExistError', `${meta.name} ${name} not found`);
}

/** @returns undefined when there is no document of that name. */
export function findDocument(context: SiteContext, meta: DocTypeMeta, name: string): Row | undefined {
  if (meta.isVirtual) return findVirtual(context, meta, name);
  if (meta.isSingle) return withChildren(context, meta, loadSingle(context, meta));
  // Names compare without case and trailing blanks, as in MariaDB.
  const row = context.database.get(`SELECT * FROM ${tableOf(meta.name)} WHERE name = ?`, [name.trimEnd()]);
  return row && withChildren(context, meta, row);
}

/** A Single is made before its controller is asked to load it, so it is there without a value (`load_from_db`). */
function findVirtual(context: SiteContext, meta: DocTypeMeta, name: string): Row | undefined {
  const doc = virtualDocsOf(context, meta.name).find((each) => each.name === name);
  return doc ?? (meta.isSingle ? { name: meta.name } : undefined);
}

function loadSingle(context: SiteContext, meta: DocTypeMeta): Row {
  const doc: Row = { name: meta.name, owner: 'Administrator', docstatus: 0 };
  const rows = context.database.all('SELECT field, value FROM `tabSingles` WHERE doctype = ?', [meta.name]);
  for (const { field, value } of rows) doc[String(field)] = value;
  for (const [fieldname, kind] of meta.columns) {
    const isNumber = meta.byFieldname.has(fieldname) && (kind === 'int' || kind === 'float');
    if (isNumber) doc[fieldname] = Number(doc[fieldname] ?? 0);
  }
  return doc;
}

function withChildren(context: SiteContext, meta: DocTypeMeta, doc: Row): Row {
  for (const docfield of tableFieldsOf(meta)) {
    const child = metaOf(context, String(docfield.options));
    if (child.isVirtual) {
      doc[docfield.fieldname] = [];
      continue;
    }
    const sql = `SELECT * FROM ${tableOf(child.name)} WHERE parent = ? AND parenttype = ? AND parentfield = ? ORDER BY idx`;
    const rows = context.database.all(sql, [doc.name, meta.name, docfield.fieldname]);
    // A row's column is text; the row of a numbered document is answered with its number.
    doc[docfield.fieldname] = rows.map((row) => ({ ...row, parent: doc.name }));
  }
  return doc;
}
