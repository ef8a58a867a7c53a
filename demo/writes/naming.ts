import { type Row, tableOf } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { rowName } from '../seed/row-names.ts';
import type { SiteContext } from '../site-context.ts';

/** Names that the controllers of core DocTypes make. */
const SCRIPTED_NAMES: Readonly<Record<string, (doc: Row) => string>> = {
  'Custom Field': (doc) => `${String(doc.dt)}-${String(doc.fieldname)}`,
  'Property Setter': (doc) => `${String(doc.doc_type)}-${String(doc.field_name ?? 'main')}-${String(doc.property)}`,
  User: (doc) => String(doc.email),
  Role: (doc) => String(doc.role_name),
};

/** The name of a new document, by the naming rule of its DocType. */
export function nameFor(context: SiteContext, meta: DocTypeMeta, doc: Row): string | number {
  const rule = String(meta.row.autoname ?? '');
  const lowered = rule.toLowerCase();
  // v14 takes it for every DocType, later versions where users set the name.
  if (doc.__newname && context.dialect.major < 15) return String(doc.__newname);
  const scripted = SCRIPTED_NAMES[meta.name]?.(doc);
  if (scripted !== undefined) return scripted;
  if (doc.amended_from) return amendedName(context, meta, String(doc.amended_from));
  if (lowered === 'autoincrement') return nextNumber(context, meta);
  if (lowered === 'prompt' || meta.row.naming_rule === 'Set by user') return givenName(doc);
  if (lowered.startsWith('field:')) return String(doc[rule.slice(6)] ?? '');
  if (lowered.startsWith('naming_series:')) return fromSeries(context, meta, String(doc.naming_series ?? ''));
  if (lowered.startsWith('format:')) return fromSeries(context, meta, formatToSeries(rule.slice(7)));
  if (rule.includes('#')) return fromSeries(context, meta, rule);
  return rowName(`${meta.name} ${context.clock.now()}`);
}

function givenName(doc: Row): string {
  const name = doc.__newname ?? doc.name;
  if (name === undefined || name === null || name === '')
    throw frappeThrow('ValidationError', 'Please set the document name');
  return String(name);
}

function amendedName(context: SiteContext, meta: DocTypeMeta, original: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${original}-${number}`;
    if (!context.database.get(`SELECT 1 FROM ${tableOf(meta.name)} WHERE name = ?`, [name])) return name;
  }
}

function nextNumber(context: SiteContext, meta: DocTypeMeta): number {
  return Number(context.database.get(`SELECT ifnull(MAX(name), 0) + 1 AS n FROM ${tableOf(meta.name)}`)?.n);
}

/** `RET-{#####}` is the series `RET-.#####`. */
function formatToSeries(format: string): string {
  return format.replace(/\{(#+)\}/g, '.$1').replace(/\{(YYYY|MM|DD)\}/g, '.$1.');
}

function fromSeries(context: SiteContext, meta: DocTypeMeta, series: string): string {
  const { today } = context.clock;
  const dated = series
    .replace('.YYYY.', today.slice(0, 4))
    .replace('.MM.', today.slice(5, 7))
    .replace('.DD.', today.slice(8, 10));
  const hashes = /\.?(#+)\.?/.exec(dated);
  const digits = hashes?.[1]?.length ?? 5;
  const prefix = hashes ? dated.slice(0, hashes.index) : dated;
  const sql = `SELECT MAX(CAST(substr(name, ?) AS INTEGER)) AS n FROM ${tableOf(meta.name)} WHERE name LIKE ?`;
  const last = Number(context.database.get(sql, [prefix.length + 1, `${prefix}%`])?.n ?? 0);
  return `${prefix}${String(last + 1).padStart(digits, '0')}`;
}
