import { type Row, tableOf } from '../database/demo-database.ts';
import { frappeThrow, pythonError } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { rowName } from '../seed/row-names.ts';
import type { SiteContext } from '../site-context.ts';
import { fromFormat, fromSeries } from './naming-series.ts';

/** Names that the controllers of core DocTypes make. */
const SCRIPTED_NAMES: Readonly<Record<string, (doc: Row) => string | undefined>> = {
  'Custom Field': customFieldName,
  'Property Setter': (doc) => [doc.doc_type, doc.field_name ?? doc.row_name ?? 'main', doc.property].join('-'),
  User: userName,
  // A folder's name is its path.
  File: ({ is_folder, folder, file_name }) => (is_folder ? `${String(folder)}/${String(file_name)}` : undefined),
};

/** The name of a new document, by the naming rule of its DocType. @throws FrappeError 409, 417 when none can be made */
export function nameFor(context: SiteContext, meta: DocTypeMeta, doc: Row): string | number {
  if (isNumbered(meta)) return nextNumber(context, meta);
  return checkName(meta, ruledName(context, meta, doc));
}

/** Whether the site counts the names of a DocType. */
export function isNumbered(meta: DocTypeMeta): boolean {
  return meta.row.autoname === 'autoincrement' && !meta.isSingle;
}

/** frappe/model/naming.py, `set_new_name`. */
function ruledName(context: SiteContext, meta: DocTypeMeta, doc: Row): unknown {
  const rule = String(meta.row.autoname ?? '');
  const lowered = rule.toLowerCase();
  // v14 takes it for every DocType, later versions where users set the name.
  if (doc.__newname && context.dialect.major < 15) return String(doc.__newname);
  if (meta.isSingle) return meta.name;
  if (doc.amended_from) return amendedName(context, meta, String(doc.amended_from));
  const scripted = SCRIPTED_NAMES[meta.name]?.(doc);
  if (scripted !== undefined) return scripted;
  if (lowered.startsWith('prompt') || meta.row.naming_rule === 'Set by user') return givenName(doc);
  if (lowered.startsWith('field:')) return fieldName(meta, doc, rule.slice('field:'.length));
  if (lowered.startsWith('naming_series:')) return fromSeries(context, meta, doc, seriesOf(meta, doc));
  if (lowered.startsWith('format:')) return fromFormat(context, meta, doc, rule.slice('format:'.length));
  if (rule.includes('#')) return fromSeries(context, meta, doc, rule);
  return rowName(`${meta.name} ${context.clock.now()}`);
}

/** Names that are never valid (`validate_name`). */
function checkName(meta: DocTypeMeta, given: unknown): string {
  if (typeof given === 'number') throw frappeThrow('NameError', 'Invalid name type (integer) for varchar name column');
  const name = String(given ?? '').trim();
  if (name === '') throw frappeThrow('ValidationError', `No Name Specified for ${meta.name}`);
  if (name.startsWith(`New ${meta.name}`)) {
    throw frappeThrow('NameError', 'There were some errors setting the name, please contact the administrator');
  }
  if (name === meta.name && !meta.isSingle && name !== 'DocType') {
    throw frappeThrow('NameError', `Name of ${meta.name} cannot be ${name}`);
  }
  if (/[<>]/.test(name)) throw frappeThrow('NameError', "Name cannot contain special characters like '<', '>'");
  return name;
}

function givenName(doc: Row): unknown {
  const name = doc.__newname ?? doc.name ?? '';
  if (String(name).trim() === '') throw frappeThrow('ValidationError', 'Please set the document name');
  return name;
}

/** The field keeps what the document is called. */
function fieldName(meta: DocTypeMeta, doc: Row, fieldname: string): string {
  const name = String(doc[fieldname] ?? '').trim();
  const label = meta.byFieldname.get(fieldname)?.label;
  if (name === '') throw frappeThrow('ValidationError', `${String(label ?? 'No Label')} is required`);
  return name;
}

function seriesOf(meta: DocTypeMeta, doc: Row): string {
  const options = String(meta.byFieldname.get('naming_series')?.options ?? '').split('\n');
  const series = doc.naming_series || options.find((option) => option !== '');
  if (series) return `${String(series)}.#####`;
  throw frappeThrow('ValidationError', 'Naming Series mandatory');
}

function customFieldName(doc: Row): string {
  if (doc.fieldname) return `${String(doc.dt)}-${String(doc.fieldname)}`;
  if (!doc.label) throw frappeThrow('ValidationError', 'Label is mandatory');
  const words = String(doc.label).replaceAll(' ', '_');
  doc.fieldname = `custom_${words.replace(/[^\p{L}\p{N}_]/gu, '')}`.toLowerCase();
  return `${String(doc.dt)}-${String(doc.fieldname)}`;
}

function userName(doc: Row): string {
  if (typeof doc.email !== 'string') throw pythonError('AttributeError', "'NoneType' object has no attribute 'strip'");
  return doc.email.trim().toLowerCase();
}

/** `SO-1` is amended by `SO-1-1`, and that by `SO-1-2`. */
function amendedName(context: SiteContext, meta: DocTypeMeta, original: string): string {
  const sql = `SELECT amended_from FROM ${tableOf(meta.name)} WHERE name = ?`;
  if (!context.database.get(sql, [original])?.amended_from) return `${original}-1`;
  const end = original.lastIndexOf('-');
  return `${original.slice(0, end)}-${(Number.parseInt(original.slice(end + 1), 10) || 0) + 1}`;
}

function nextNumber(context: SiteContext, meta: DocTypeMeta): number {
  return Number(context.database.get(`SELECT ifnull(MAX(name), 0) + 1 AS n FROM ${tableOf(meta.name)}`)?.n);
}
