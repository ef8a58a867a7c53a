import type { Row } from '../database/demo-database.ts';
import { pythonFloat } from '../engine/values.ts';
import { type DocField, kindOf } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';
import { permlevelsOf } from './role-rights.ts';

/** Puts masks into rows of a list, by the names of their columns: an alias escapes (frappe/model/utils/mask.py). */
export function maskListRows(context: SiteContext, meta: DocTypeMeta, rows: readonly Row[]): void {
  for (const docfield of maskedFields(context, meta)) {
    for (const row of rows) if (docfield.fieldname in row) row[docfield.fieldname] = maskOf(docfield, row);
  }
}

/** The same in a document, whose numbers cannot hold a mask: they read as 0. */
export function maskDocument(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  for (const docfield of maskedFields(context, meta)) {
    if (kindOf(docfield.fieldtype) === 'float') doc[docfield.fieldname] = pythonFloat(0);
    else if (kindOf(docfield.fieldtype) === 'int') doc[docfield.fieldname] = 0;
    else doc[docfield.fieldname] = maskOf(docfield, doc);
  }
}

function maskedFields(context: SiteContext, meta: DocTypeMeta): DocField[] {
  if (isAdministrator(context.session)) return [];
  const masked = meta.fields.filter((docfield) => docfield.mask);
  if (masked.length === 0) return masked;
  const levels = permlevelsOf(context.session, meta, 'mask');
  return masked.filter((docfield) => !levels.has(Number(docfield.permlevel ?? 0)));
}

function maskOf({ fieldname, fieldtype, options }: DocField, row: Row): unknown {
  const value = row[fieldname];
  if (value === null || value === undefined || value === '' || value === 0) return value;
  if (fieldtype === 'Data' && options === 'Phone') return `${String(value).slice(0, 3)}XXXXXX`;
  if (fieldtype === 'Data' && options === 'Email') return `XXXXXX@${String(value).split('@')[1] ?? ''}`;
  if (fieldtype === 'Date') return 'XX-XX-XXXX';
  return fieldtype === 'Time' ? 'XX:XX' : 'XXXXXXXX';
}
