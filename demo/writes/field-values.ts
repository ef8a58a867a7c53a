import { decimalSizeOf, toColumnDateTime, toColumnDecimal, toColumnTime } from '../database/column-values.ts';
import type { Row } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import { type DocField, hasColumn, isNullable } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { mayReadLevel, permlevelsOf } from '../permissions/role-rights.ts';
import { bigIntegerText } from '../python-json.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';

/** The initial values of a new document: the defaults of its fields. */
export function defaultValues(context: SiteContext, meta: DocTypeMeta): Row {
  const values: Row = {};
  for (const docfield of meta.fields) {
    if (!hasColumn(docfield)) continue;
    const { fieldname, fieldtype } = docfield;
    // Up to v16-dev a new document's times are now, whatever their defaults.
    const isNow = docfield.default?.toLowerCase() === 'now' || !context.dialect.hasNewQueryEngine;
    if (fieldtype === 'Time' && isNow) values[fieldname] = context.clock.now().slice(11);
    else if (docfield.default) values[fieldname] = defaultValue(context, meta, fieldname, String(docfield.default));
    else if (fieldtype === 'Select') values[fieldname] = String(docfield.options ?? '').split('\n')[0];
    else if (!isNullable(fieldtype) || fieldtype === 'Rating') values[fieldname] = 0;
  }
  return values;
}

/** The columns among sent values that the caller may write; the others are silently left as they are. */
export function writableValues(context: SiteContext, meta: DocTypeMeta, owner: DocTypeMeta, sent: Row): Row {
  const values: Row = {};
  for (const docfield of meta.fields) {
    const { fieldname } = docfield;
    if (!hasColumn(docfield) || !(fieldname in sent)) continue;
    if (!mayWriteLevel(context, owner, Number(docfield.permlevel ?? 0))) continue;
    values[fieldname] = toStored(context, meta, fieldname, sent[fieldname]);
  }
  return values;
}

/** The stored values of a row that the caller cannot write: they stay, whatever is sent. */
export function lockedValues(context: SiteContext, meta: DocTypeMeta, owner: DocTypeMeta, stored: Row): Row {
  const locked = meta.fields.filter((docfield) => {
    return docfield.fieldname in stored && !mayWriteLevel(context, owner, Number(docfield.permlevel ?? 0));
  });
  return Object.fromEntries(locked.map(({ fieldname }) => [fieldname, stored[fieldname]]));
}

/** A sent value as its column keeps it. A Single has no columns: its values are kept as text. */
export function toStored({ dialect }: SiteContext, meta: DocTypeMeta, fieldname: string, value: unknown): unknown {
  const inMemory = toMemory(meta, fieldname, value);
  if (meta.isSingle) return inMemory;
  const kind = meta.columns.get(fieldname);
  if (kind === 'float' && typeof inMemory === 'number') {
    return toColumnDecimal(inMemory, decimalSizeOf(dialect, meta.byFieldname.get(fieldname)).scale);
  }
  if (kind === 'time' && typeof inMemory === 'string') return toColumnTime(inMemory);
  return kind === 'datetime' && typeof inMemory === 'string' ? toColumnDateTime(inMemory) : inMemory;
}

/** A sent value as the document has it until it is loaded again (frappe/model/base_document.py, `get_valid_dict`). */
export function toMemory(meta: DocTypeMeta, fieldname: string, value: unknown): unknown {
  const docfield = meta.byFieldname.get(fieldname);
  const kind = meta.columns.get(fieldname);
  if (kind === 'int') return toInteger(value);
  if (kind === 'float') return value === null && isNullableNumber(meta, fieldname) ? null : toFloat(docfield, value);
  if (Array.isArray(value)) throw frappeThrow('ValidationError', `Value for ${docfield?.label} cannot be a list`);
  if (value !== null && typeof value === 'object') return bigIntegerText(value) ?? JSON.stringify(value);
  return value === undefined || value === '' ? null : value;
}

/** `cint`: digits beyond 2^53 stay text, which the column takes as the number that it is. */
function toInteger(value: unknown): unknown {
  const text = bigIntegerText(value) ?? value;
  if (typeof text === 'string' && /^-?\d{16,}$/.test(text)) return text;
  return Math.trunc(Number(text)) || 0;
}

/** `flt`; ratings are held between 0 and 1. */
function toFloat(docfield: DocField | undefined, value: unknown): number {
  const number = Number(bigIntegerText(value) ?? value) || 0;
  return docfield?.fieldtype === 'Rating' ? Math.min(Math.max(number, 0), 1) : number;
}

function isNullableNumber(meta: DocTypeMeta, fieldname: string): boolean {
  return ['Rating', 'Duration'].includes(String(meta.byFieldname.get(fieldname)?.fieldtype));
}

function defaultValue(context: SiteContext, meta: DocTypeMeta, fieldname: string, text: string): unknown {
  if (text.toLowerCase() === 'today') return context.clock.today;
  if (text.toLowerCase() === 'now') return context.clock.now();
  if (text === '__user') return context.session.user;
  return text.startsWith(':') ? null : toStored(context, meta, fieldname, text);
}

function mayWriteLevel(context: SiteContext, owner: DocTypeMeta, permlevel: number): boolean {
  if (permlevel === 0 || isAdministrator(context.session)) return true;
  return mayReadLevel(context, owner, permlevel) && permlevelsOf(context.session, owner, 'write').has(permlevel);
}
