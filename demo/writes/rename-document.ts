import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { findDocument, loadDocument } from '../documents/load-document.ts';
import { documentMeta, loadPermitted } from '../documents/read-document.ts';
import { noSuchTable } from '../engine/query-scope.ts';
import { frappeThrow } from '../frappe-error.ts';
import { hasColumn, namingFieldname } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { rowName } from '../seed/row-names.ts';
import { standardRow } from '../seed/standard-row.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { removeStored } from './write-document.ts';

/** A renaming: the document and its new name. */
export interface Renaming {
  doctype: string;
  oldName: string;
  newName: string;
  merges: boolean;
  /** Of the framework's own code: neither the DocType nor the rights on the document are looked at. */
  isForced?: boolean;
}

/**
 * Renames a document and the links to it, as frappe/model/rename_doc.py does: `modified` stays and no webhook fires, a
 * Comment of type Edit is the only record of it. A merge deletes the old document and writes to the one that stays.
 *
 * @throws FrappeError 403, 404, 417
 */
export function renameDocument(context: SiteContext, renaming: Renaming): string {
  const { doctype, oldName, newName, merges, isForced = false } = renaming;
  const meta = documentMeta(context, doctype);
  const doc = isForced ? loadDocument(context, meta, oldName) : loadPermitted(context, meta, oldName, 'write');
  if (!meta.row.allow_rename && !isForced)
    throw frappeThrow('ValidationError', `${meta.name} not allowed to be renamed`);
  const there = findDocument(context, meta, newName);
  if (merges && !there) {
    throw frappeThrow('ValidationError', `Row Not Found: ${meta.name} ${newName} does not exist`);
  }
  if (!merges && there) {
    const what = `Another ${meta.name} with name <strong>${newName}</strong> exists, select another name`;
    throw frappeThrow('ValidationError', what);
  }
  context.database.transaction(() => {
    if (merges) context.database.update(meta.name, newName, { _assign: '[]' });
    else renameRow(context, meta, doc, newName);
    for (const row of context.database.all('SELECT name FROM `tabDocType`')) {
      relink(context, metaOf(context, String(row.name)), meta.name, String(doc.name), newName);
    }
    relinkRecords(context, meta.name, String(doc.name), newName);
    addComment(
      context,
      meta.name,
      newName,
      `${merges ? 'merged' : 'renamed from'} <strong>${oldName}</strong> ${merges ? 'into' : 'to'} <strong>${newName}</strong>`,
    );
    if (merges) removeStored(context, meta, doc);
  });
  return newName;
}

function addComment(context: SiteContext, doctype: string, name: string, content: string): void {
  const now = context.clock.now();
  const { user } = context.session;
  const about = {
    comment_type: 'Edit',
    comment_email: user,
    reference_doctype: doctype,
    reference_name: name,
    content,
  };
  const standard = { owner: user, creation: now, modified: now, modified_by: user };
  context.database.insert('Comment', { ...standardRow(rowName(`Comment ${now}`), about), ...standard });
}

function renameRow(context: SiteContext, meta: DocTypeMeta, doc: Row, newName: string): void {
  const named = namingFieldname(meta.row.autoname);
  const values = { name: newName, modified: doc.modified, ...(named ? { [named]: newName } : {}) };
  const tables = tableFieldsOf(meta).map(({ options }) => metaOf(context, String(options)));
  // Frappe treats virtual tables like others here (frappe/model/rename_doc.py, `update_child_docs`).
  const virtual = tables.find((child) => child.isVirtual);
  if (virtual) throw noSuchTable(context, virtual);
  context.database.update(meta.name, doc.name as string, values);
  for (const child of tables) {
    context.database.run(`UPDATE ${tableOf(child.name)} SET parent = ? WHERE parent = ? AND parenttype = ?`, [
      newName,
      doc.name,
      meta.name,
    ]);
  }
}

/** Earlier comments and shares go along: they name their document by a Dynamic Link. */
function relinkRecords({ database }: SiteContext, doctype: string, oldName: string, newName: string): void {
  const values = [newName, doctype, oldName];
  database.run('UPDATE `tabComment` SET reference_name = ? WHERE reference_doctype = ? AND reference_name = ?', values);
  database.run('UPDATE `tabDocShare` SET share_name = ? WHERE share_doctype = ? AND share_name = ?', values);
}

function relink(context: SiteContext, owner: DocTypeMeta, target: string, oldName: string, newName: string): void {
  if (owner.isSingle || owner.isVirtual) return;
  for (const docfield of owner.fields) {
    if (docfield.fieldtype !== 'Link' || docfield.options !== target || !hasColumn(docfield)) continue;
    const column = quote(docfield.fieldname);
    context.database.run(`UPDATE ${tableOf(owner.name)} SET ${column} = ? WHERE ${column} = ?`, [newName, oldName]);
  }
}
