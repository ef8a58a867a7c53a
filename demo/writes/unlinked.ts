import { quote, tableOf } from '../database/demo-database.ts';
import { FrappeError, frappeThrow } from '../frappe-error.ts';
import { hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** A document that others link to is not deleted (frappe/model/delete_doc.py, `check_if_doc_is_linked`). */
export function checkUnlinked(context: SiteContext, meta: DocTypeMeta, name: string): void {
  for (const { name: other } of context.database.all('SELECT name FROM `tabDocType` ORDER BY name')) {
    const linking = metaOf(context, String(other));
    if (linking.isSingle || linking.isVirtual) continue;
    for (const docfield of linking.fields) {
      if (docfield.fieldtype !== 'Link' || docfield.options !== meta.name || !hasColumn(docfield)) continue;
      const key = linking.isChild ? 'parent' : 'name';
      const columns = linking.isChild ? 'parent, parenttype' : 'name';
      const sql = `SELECT ${columns} FROM ${tableOf(linking.name)} WHERE ${quote(docfield.fieldname)} = ? AND ${key} != ? LIMIT 1`;
      const row = context.database.get(sql, [name, name]);
      if (row === undefined) continue;
      const where = linking.isChild
        ? `${String(row.parenttype)} ${String(row.parent)}`
        : `${linking.name} ${String(row.name)}`;
      throw linked(meta, `Cannot delete or cancel because ${meta.name} ${name} is linked with ${where}`);
    }
  }
}

function linked(meta: DocTypeMeta, message: string): FrappeError {
  const { details } = frappeThrow('LinkExistsError', message);
  const hint = `You can disable this ${meta.name} instead of deleting it.`;
  if (!meta.byFieldname.has('disabled')) return new FrappeError(details);
  return new FrappeError({
    ...details,
    text: hint,
    messages: [...(details.messages ?? []), { message: hint, title: 'Message', isThrown: true }],
  });
}
