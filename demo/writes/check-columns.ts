import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { FrappeError, frappeRaise } from '../frappe-error.ts';
import { hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** What the database itself refuses: text that is no date or JSON, and a second row with a unique value. */
export function checkColumns(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  if (meta.isSingle || meta.isVirtual) return;
  for (const docfield of meta.fields) {
    const { fieldname, fieldtype } = docfield;
    const value = doc[fieldname];
    if (!hasColumn(docfield) || value === null || value === undefined || value === '') continue;
    if (fieldtype === 'Date' && !/^\d{4}-\d{2}-\d{2}/.test(String(value))) {
      const column = `\`v${context.dialect.major}site\`.${tableOf(meta.name)}.${quote(fieldname)}`;
      throw operationalError(
        context,
        `(1292, "Incorrect date value: '${String(value)}' for column ${column} at row 1")`,
      );
    }
    if (fieldtype === 'JSON' && !isJson(String(value))) {
      const table = `\`v${context.dialect.major}site\`.${tableOf(meta.name)}`;
      throw operationalError(context, `(4025, 'CONSTRAINT \`tab${meta.name}.${fieldname}\` failed for ${table}')`);
    }
    if (docfield.unique) checkUnique(context, meta, doc, fieldname, String(docfield.label));
  }
}

function checkUnique(context: SiteContext, meta: DocTypeMeta, doc: Row, fieldname: string, label: string): void {
  const sql = `SELECT 1 FROM ${tableOf(meta.name)} WHERE ${quote(fieldname)} = ? AND name != ?`;
  if (!context.database.get(sql, [doc[fieldname], doc.name])) return;
  const cause = `IntegrityError(1062, "Duplicate entry '${String(doc[fieldname])}' for key '${fieldname}'")`;
  throw frappeRaise('UniqueValidationError', {
    text: `('${meta.name}', '${String(doc.name)}', ${cause})`,
    messages: [{ message: `${label} must be unique`, title: 'Message' }],
  });
}

function operationalError({ dialect }: SiteContext, text: string): FrappeError {
  return new FrappeError({ excType: 'OperationalError', status: 500, module: `${dialect.sqlErrorModule}.`, text });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
