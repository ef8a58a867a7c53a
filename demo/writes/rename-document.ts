import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { findDocument } from '../documents/load-document.ts';
import { documentMeta, loadPermitted } from '../documents/read-document.ts';
import { frappeThrow } from '../frappe-error.ts';
import { hasColumn } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** What is renamed, and into what. */
export interface Renaming {
  doctype: string;
  oldName: string;
  newName: string;
  merges: boolean;
}

/** Renames a document and the links to it; merged, the old one is gone. @throws FrappeError 403, 404, 417 */
export function renameDocument(context: SiteContext, { doctype, oldName, newName, merges }: Renaming): string {
  const meta = documentMeta(context, doctype);
  const doc = loadPermitted(context, meta, oldName, 'write');
  if (!meta.row.allow_rename) throw frappeThrow('ValidationError', `${meta.name} not allowed to be renamed`);
  const there = findDocument(context, meta, newName);
  if (merges && !there) {
    throw frappeThrow('ValidationError', `Row Not Found: ${meta.name} ${newName} does not exist`);
  }
  if (!merges && there) {
    const what = `Another ${meta.name} with name <strong>${newName}</strong> exists, select another name`;
    throw frappeThrow('ValidationError', what);
  }
  context.database.transaction(() => {
    if (merges) context.database.delete(meta.name, doc.name as string);
    else renameRow(context, meta, doc, newName);
    for (const row of context.database.all('SELECT name FROM `tabDocType`')) {
      relink(context, metaOf(context, String(row.name)), meta.name, String(doc.name), newName);
    }
  });
  return newName;
}

function renameRow(context: SiteContext, meta: DocTypeMeta, doc: Row, newName: string): void {
  const named = /^field:(.+)$/i.exec(String(meta.row.autoname ?? ''))?.[1];
  const values = { name: newName, ...(named ? { [named]: newName } : {}) };
  context.database.update(meta.name, doc.name as string, values);
  for (const docfield of tableFieldsOf(meta)) {
    const table = tableOf(metaOf(context, String(docfield.options)).name);
    context.database.run(`UPDATE ${table} SET parent = ? WHERE parent = ? AND parenttype = ?`, [
      newName,
      doc.name,
      meta.name,
    ]);
  }
}

function relink(context: SiteContext, owner: DocTypeMeta, target: string, oldName: string, newName: string): void {
  if (owner.isSingle || owner.isVirtual) return;
  for (const docfield of owner.fields) {
    if (docfield.fieldtype !== 'Link' || docfield.options !== target || !hasColumn(docfield)) continue;
    const column = quote(docfield.fieldname);
    context.database.run(`UPDATE ${tableOf(owner.name)} SET ${column} = ? WHERE ${column} = ?`, [newName, oldName]);
  }
}
