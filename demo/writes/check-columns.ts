import { decimalSizeOf } from '../database/column-values.ts';
import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { FrappeError, frappeRaise } from '../frappe-error.ts';
import { translate, translateFormat } from '../language.ts';
import { hasColumn, isTableField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** Refusals of the database itself: values that its columns do not hold, and a second row with a unique value. */
export function checkColumns(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  if (meta.isVirtual) return;
  for (const table of meta.fields.filter(isTableField)) {
    const child = metaOf(context, String(table.options));
    for (const row of (doc[table.fieldname] ?? []) as Row[]) checkValues(context, child, row);
  }
  if (meta.isSingle) return;
  checkValues(context, meta, doc);
  for (const { fieldname, label, unique } of meta.fields) {
    if (unique && !isUnset(doc[fieldname])) checkUnique(context, meta, doc, fieldname, String(label));
  }
}

const INCORRECT: Readonly<Record<string, [kind: string, pattern: RegExp]>> = {
  Date: ['date', /^\d{4}-\d{2}-\d{2}/],
  Datetime: ['datetime', /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{6})?$/],
  Time: ['time', /^-?\d{2,3}:[0-5]\d:[0-5]\d(\.\d{6})?$/],
};
const DECIMALS: ReadonlySet<string> = new Set(['Float', 'Currency', 'Percent', 'Duration']);

function checkValues(context: SiteContext, meta: DocTypeMeta, row: Row): void {
  const site = `\`v${context.dialect.major}site\`.${tableOf(meta.name)}`;
  for (const docfield of meta.fields) {
    const { fieldname, fieldtype } = docfield;
    const value = row[fieldname];
    if (!hasColumn(docfield) || isUnset(value)) continue;
    const [kind, pattern] = INCORRECT[fieldtype] ?? [];
    if (pattern && !pattern.test(String(value))) {
      const column = `${site}.${quote(fieldname)}`;
      throw sqlError(
        context,
        'OperationalError',
        `(1292, "Incorrect ${kind} value: '${String(value)}' for column ${column} at row 1")`,
      );
    }
    if (DECIMALS.has(fieldtype) && Math.abs(Number(value)) >= 10 ** decimalSizeOf(context.dialect, docfield).whole) {
      throw sqlError(context, 'DataError', `(1264, "Out of range value for column '${fieldname}' at row 1")`);
    }
    if (fieldtype === 'JSON' && !isJson(String(value))) {
      const name = `\`tab${meta.name}.${fieldname}\``;
      throw sqlError(context, 'OperationalError', `(4025, 'CONSTRAINT ${name} failed for ${site}')`);
    }
  }
}

function isUnset(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function checkUnique(context: SiteContext, meta: DocTypeMeta, doc: Row, fieldname: string, label: string): void {
  const sql = `SELECT 1 FROM ${tableOf(meta.name)} WHERE ${quote(fieldname)} = ? AND name != ?`;
  if (!context.database.get(sql, [doc[fieldname], doc.name])) return;
  const cause = `IntegrityError(1062, "Duplicate entry '${String(doc[fieldname])}' for key '${fieldname}'")`;
  throw frappeRaise('UniqueValidationError', {
    text: `('${meta.name}', '${String(doc.name)}', ${cause})`,
    messages: [
      { message: translateFormat(context, '{0} must be unique', translate(context, label)), title: 'Message' },
    ],
  });
}

function sqlError({ dialect }: SiteContext, excType: string, text: string): FrappeError {
  return new FrappeError({ excType, status: 500, module: `${dialect.sqlErrorModule}.`, text });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
